import RabbitMQ
import Testing

@testable import Broker

@Suite struct ConfigurationTests {
    @Test(arguments: [
        ("amqp://hub:pw@broker.example:5673/lianban", "hub|pw|broker.example|5673|lianban"),
        ("amqp://hub:p%40%2f%25@h/a%2Fb", "hub|p@/%|h|5672|a/b"),
        ("amqp://h", "guest|guest|h|5672|/"),
        ("amqp://h/", "guest|guest|h|5672|"),
        ("amqp://u@h:1/%2F", "u||h|1|/"),
        ("amqp://u:p@[::1]:5672/v", "u|p|::1|5672|v"),
        ("amqp://u:a:b@h/v", "u|a:b|h|5672|v"),
        ("amqp://%E7%94%A8:p@h/%E8%81%94%E5%8A%9E", "用|p|h|5672|联办"),
    ])
    func reads(_ url: String, _ expected: String) throws {
        let end = try Configuration(url: url).endpoint
        let found = [end.user, end.password.text, end.host, "\(end.port)", end.virtualHost]
        #expect(found.joined(separator: "|") == expected)
    }

    @Test(arguments: [
        ("http://h", "must begin with amqp://"), ("amqp://", "names no host"),
        ("amqp://h:0/v", "0 is not a port"), ("amqp://h:70000", "70000 is not a port"),
        ("amqp://h/%zz", "bad % in the virtual host"), ("amqp://u:%2@h", "bad % in the password"),
        ("amqp://h/%FF", "the virtual host is not UTF-8"), ("amqp://h/v?x=1", "may not have ?"),
        ("amqps://h", "needs the file of the authorities"), ("amqp://[::1/v", "[ without ]"),
        ("amqp://[::1]x/v", "only a port may follow ]"), ("amqp://u:a%00@h", "the password"),
    ])
    func refuses(_ url: String, _ reason: String) {
        #expect { try Configuration(url: url) } throws: { "\($0)".contains(reason) }
    }

    @Test func certificatesNeedTheRightScheme() throws {
        let tls = Endpoint.TLS(authorities: "/ca.pem")
        let configuration = try Configuration(url: "amqps://u:p@h/v", tls: tls)
        #expect(configuration.endpoint.port == 5671)
        #expect(throws: Configuration.Problem.self) {
            try Configuration(url: "amqp://u:p@h/v", tls: tls)
        }
    }

    @Test func thePasswordIsNeverShown() throws {
        let configuration = try Configuration(url: "amqp://hub:sesame@h/v")
        var dumped = ""
        dump(configuration, to: &dumped)
        for text in ["\(configuration)", String(reflecting: configuration), dumped] {
            #expect(!text.contains("sesame"))
        }
        #expect("\(configuration)" == "amqp://hub@h:5672 v")
    }
}
