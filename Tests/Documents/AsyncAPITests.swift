import Contracts
import Formats
import Glibc
import Schemas
import System
import Testing
import Values

@testable import Documents

/// The schema of AsyncAPI 3.0.0, where it is installed.
private enum AsyncAPI {
    static let folder =
        System.Environment.value("LIANBAN_ASYNCAPI")
        ?? "\(Shipped.root)/../shared/conformance/asyncapi"
    static let path = "\(folder)/3.0.0.json"
    static let isInstalled = access(path, R_OK) == 0
    /// Whether Python has a validator of draft-07.
    static let hasPython = isInstalled && run("import jsonschema") == 0

    /// Runs a line of Python and gives its exit code.
    static func run(_ script: String, _ arguments: [String] = []) -> Int32 {
        var child = pid_t()
        var words = (["python3", "-c", script] + arguments).map { strdup($0) } + [nil]
        defer { words.forEach { free($0) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        guard posix_spawnp(&child, "python3", &actions, nil, &words, environ) == 0 else {
            return 127
        }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        return status
    }
}

@Suite struct AsyncAPITests {
    /// By our own validator: the schema is one of draft-07, whose words are brought up to date first.
    @Test(
        .enabled(if: AsyncAPI.isInstalled, "the schema of AsyncAPI is not installed"),
        arguments: Shipped.paths("asyncapi.json")
    )
    func isValidByOurSchemas(_ path: String) throws {
        let node = try Node.read(yaml: try File.read(AsyncAPI.path), file: "3.0.0.json")
        var options = SchemaOptions()
        options.refusesUnknownKeywords = false
        options.assertsFormats = false
        let schema = try Schema.compile(Draft07.updated(node), options: options)
        let document = try JSON.decode(try #require(Shipped.all[path]))
        let errors = schema.validate(document).filter { $0.level == .error }
        #expect(errors.isEmpty, "\(errors.prefix(5))")
        guard case .object(var wrong) = document else { return }
        wrong["channel"] = [:]
        #expect(!schema.validate(.object(wrong)).isEmpty)
        wrong["channel"] = nil
        wrong["operations"] = ["x": ["action": "take", "channel": ["$ref": "#/channels/x"]]]
        #expect(!schema.validate(.object(wrong)).isEmpty)
    }

    @Test(
        .enabled(if: AsyncAPI.hasPython, "Python's jsonschema or the schema is not installed"),
        arguments: Shipped.paths("asyncapi.json")
    )
    func isValidByPython(_ path: String) throws {
        let folder = try Directory.createTemporary(prefix: "lianban-asyncapi-")
        defer { try? Directory.removeTree(folder) }
        try File.write(try #require(Shipped.all[path]), to: "\(folder)/document.json")
        let script = """
            import json, sys
            from jsonschema import Draft7Validator
            schema, document = (json.load(open(path)) for path in sys.argv[1:])
            sys.exit(1 if list(Draft7Validator(schema).iter_errors(document)) else 0)
            """
        #expect(AsyncAPI.run(script, [AsyncAPI.path, "\(folder)/document.json"]) == 0)
    }

    @Test(arguments: Shipped.paths("asyncapi.json"))
    func everyReferenceLeadsSomewhere(_ path: String) throws {
        let document = try JSON.decode(try #require(Shipped.all[path]))
        var count = 0
        visit(document) { reference in
            count += 1
            let pointer = Pointer(String(reference.dropFirst()))
            #expect(pointer.flatMap { document.at($0) } != nil, "\(reference)")
        }
        #expect(count > 50)
    }

    private func visit(_ value: Value, _ found: (String) -> Void) {
        if let reference = value["$ref"]?.string { found(reference) }
        for part in value.array ?? value.object.map({ Array($0.values) }) ?? [] {
            visit(part, found)
        }
    }

    @Test func thePartnerSendsWhatTheHubReads() throws {
        let document = try JSON.decode(try #require(Shipped.all["jiaozuo/asyncapi.json"]))
        let operations = document["operations"]
        #expect(operations?["gas.receive.orders"]?["action"] == "receive")
        #expect(operations?["gas.send.replies"]?["action"] == "send")
        let channel = document["channels"]?["gas.replies"]
        #expect(channel?["address"] == "lianban.replies.jiaozuo.gas")
        #expect(channel?["bindings"]?["amqp"]?["exchange"]?["type"] == "fanout")
        let orders = document["channels"]?["gas.orders"]?["bindings"]?["amqp"]
        #expect(orders?["queue"]?["name"] == "lianban.orders.jiaozuo.gas")
        let message = document["components"]?["messages"]?["gas.order"]
        #expect(message?["contentType"] == "application/xml; charset=GB18030")
        let signed = document["components"]?["messages"]?["telecom.order"]
        #expect(signed?["headers"]?["required"] == ["X-App-Id", "X-Timestamp", "X-Sign"])
    }
}

/// Brings a schema of draft-07 up to 2020-12, as far as AsyncAPI's own needs it.
private enum Draft07 {
    static func updated(_ node: Node) -> Node {
        switch node {
        case .scalar: return node
        case .sequence(let elements, let span): return .sequence(elements.map(updated), span)
        case .mapping(let entries, let span):
            var result: [Node.Entry] = []
            // Beside a reference draft-07 reads nothing.
            let reference = entries.first { $0.key.text == "$ref" && $0.value.scalar != nil }
            for entry in reference.map({ [$0] }) ?? entries {
                var entry = entry
                switch entry.key.text {
                case "$schema" where entry.value.scalar != nil: continue
                case "additionalItems": continue
                case "items" where entry.value.elements != nil: entry.key.text = "prefixItems"
                case "definitions" where entry.value.entries != nil: entry.key.text = "$defs"
                case "dependencies" where entry.value.entries != nil:
                    entry.key.text = "dependentSchemas"
                default: break
                }
                if entry.key.text == "$ref", let text = entry.value.scalar?.text {
                    entry.value = .scalar(
                        Node.Scalar(
                            text: text.replacing("#/definitions/", with: "#/$defs/"),
                            isPlain: false,
                            span: entry.value.span
                        )
                    )
                } else {
                    entry.value = updated(entry.value)
                }
                result.append(entry)
            }
            return .mapping(result, span)
        }
    }
}
