import Formats
import MicroHTTPD
package import Pipeline
import Stores
package import Values

/// The hub's own interface on a unix socket: commands that change state go through it while a hub runs
/// (design, section 7). The console's pages will stand beside these routes.
package final class HubAPI: Sendable {
    private let server: HTTPServer

    /// Begins to answer on a socket that only this user may open.
    package init(_ hub: Hub, socket: String, version: String) throws {
        let routes = Routes(hub: hub, version: version)
        server = try HTTPServer(.unix(path: socket)) { request, responder in
            responder.respond(routes.answer(request))
        }
    }

    package func stop() { server.stop() }

    private struct Routes: Sendable {
        let hub: Hub
        let version: String

        func answer(_ request: HTTPServer.Request) -> HTTPServer.Response {
            let segments = request.target.segments
            switch (request.method, segments.first, segments.count) {
            case ("GET", "healthz", 1): return health(isReadiness: false)
            case ("GET", "readyz", 1): return health(isReadiness: true)
            case ("POST", "api", 5)
            where segments[1] == "v1" && segments[2] == "messages" && segments[4] == "replay":
                return replay(segments[3], isDryRun: request.target["dry-run"] == "true")
            default: return .json(404, ["error": "There is nothing at this address."])
            }
        }

        private func health(isReadiness: Bool) -> HTTPServer.Response {
            let state = hub.health.now
            var object = Object([
                ("version", .string(version)), ("ready", .bool(state.isReady)),
                ("consuming", .bool(state.isConsuming)), ("publishing", .bool(state.isPublishing)),
                ("startedAt", .string(state.startedAt.rfc3339())),
                ("received", .int(state.received)),
            ])
            object["lastCommitAt"] = state.lastCommitAt.map { .string($0.rfc3339()) }
            object["broker"] = state.brokerProblem.map { .string($0) }
            object["store"] = state.storeProblem.map { .string($0) }
            return .json(isReadiness && !state.isReady ? 503 : 200, .object(object))
        }

        private func replay(_ text: String, isDryRun: Bool) -> HTTPServer.Response {
            guard let id = Int64(text) else {
                return .json(
                    400,
                    ["error": .string("'\(text)' is not the number of a received message.")]
                )
            }
            do {
                return .json(200, try hub.perform { try $0.replay(id, dryRun: isDryRun) }.value)
            } catch let error as StoreError {
                let status = error.code == .missing ? 404 : error.code == .conflict ? 409 : 500
                return .json(status, ["error": .string(error.message)])
            } catch {
                return .json(500, ["error": .string("\(error)")])
            }
        }
    }
}

extension HTTPServer.Response {
    fileprivate static func json(_ status: Int, _ value: Value) -> HTTPServer.Response {
        HTTPServer.Response(
            status,
            headers: [HTTPServer.Header("Content-Type", "application/json; charset=utf-8")],
            body: JSON.encode(value)
        )
    }
}

extension Operations.Replayed {
    /// As the interface and `--json` give it.
    package var value: Value {
        [
            "message": .int(message), "before": .string(before.rawValue),
            "after": .string(after.rawValue),
            "dryRun": .bool(isDryRun), "waitingFor": .array(waitingFor.map { .string($0) }),
            "problems": .array(problems.map(\.value)),
            "events": .array(events.map { .string($0) }),
            "sent": .array(
                sent.map { message in
                    [
                        "kind": .string(message.kind), "party": .string(message.party),
                        "destination": .string(message.destination), "id": .string(message.id),
                        "contentType": .string(message.contentType),
                        "bytes": .int(message.body.count),
                    ]
                }
            ),
        ]
    }
}
