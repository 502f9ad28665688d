package import Curl
import Formats
package import Values

/// A running hub, asked by a command over its socket.
package struct HubClient: Sendable {
    private let client: HTTPClient

    package init(socket: String) { client = HTTPClient(.unix(path: socket)) }

    /// What the hub answered instead of a result.
    package struct Refusal: Error, Sendable {
        package var status: Int
        package var message: String
    }

    /// Nil where no hub runs.
    package func health() throws(HTTPClient.Failure) -> Value? {
        do throws(HTTPClient.Failure) {
            let body = try client.send(HTTPClient.Request("/healthz")).body
            return try? JSON.decode(body)
        } catch {
            if error.meansNoServer { return nil }
            throw error
        }
    }

    /// Processes a message again. Throws `HTTPClient.Failure` with `meansNoServer` where no hub runs.
    package func replay(_ id: Int64, dryRun: Bool) throws -> Value {
        let response = try client.send(
            HTTPClient.Request("POST", "/api/v1/messages/\(id)/replay?dry-run=\(dryRun)")
        )
        let value = try JSON.decode(response.body)
        guard response.status == 200 else {
            throw Refusal(
                status: response.status,
                message: value["error"]?.string ?? "status \(response.status)"
            )
        }
        return value
    }
}
