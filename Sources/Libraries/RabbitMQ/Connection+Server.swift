internal import CRabbitMQ

extension Connection {
    /// What the broker said about itself at the login: its product and version, such as `RabbitMQ 3.10.8`.
    package var server: String {
        checkThread()
        guard isOpen, let raw = amqp_get_server_properties(state) else { return "unknown" }
        var decoder = TableDecoder()
        // SAFETY: rabbitmq-c keeps the table as long as the connection.
        let table = decoder.table(raw.pointee, depth: 0)
        let words = ["product", "version"].compactMap { table[$0]?.string }
        return words.isEmpty ? "unknown" : words.joined(separator: " ")
    }
}
