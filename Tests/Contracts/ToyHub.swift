import Expressions
import Formats
import Values

@testable import Contracts

/// Sends and receives under the toy's contracts, without a case: what a map reads is given as values.
struct ToyHub {
    let region: Region
    let water: Party
    let contract: Contract
    static let secret = Array("secret".utf8)
    static let stamp = MessageStamp(
        id: "0123456789abcdef0123456789abcdef",
        time: Instant(seconds: 1_725_238_800)
    )

    struct Unknown: Error { var what: String }

    init(_ region: Region) throws {
        guard let water = region.party("water"), let contract = water.contract else {
            throw Unknown(what: "toy/water")
        }
        (self.region, self.water, self.contract) = (region, water, contract)
    }

    /// Takes what can be run, also where the checks would refuse it: what happens then is tried here.
    init(_ files: ContractFiles) throws {
        var loader = NodeLoader(files: files)
        var reader = RuleReader()
        guard let shared = SharedContracts.compile(&loader, &reader) else {
            throw Unknown(what: reader.diagnostics.map(\.description).joined(separator: "\n"))
        }
        var compiler = RegionCompiler(name: "toy", shared: shared, loader: loader)
        guard let region = compiler.compile(), region.programs.first != nil else {
            let found = compiler.reader.diagnostics + compiler.loader.diagnostics
            throw Unknown(what: found.map(\.description).joined(separator: "\n"))
        }
        try self.init(region)
    }

    static let keys: KeyRing = { $0 == "sign" ? secret : nil }

    /// The order for an application, composed.
    func compose(_ app: Value, keys: @escaping KeyRing = ToyHub.keys) throws -> ComposedMessage {
        guard let order = contract.outbound["order"], let program = region.programs.first else {
            throw Unknown(what: "order")
        }
        var scope = Scope.empty
        scope[.app] = program.applicationValue(app)
        scope[.region] = .host(RegionObject(region))
        scope[.item] = .map(
            CELMap(Object([("number", "4108002024090200000101"), ("id", "water")]))
        )
        return try order.compose(scope, party: water, stamp: Self.stamp, keys: keys)
    }

    /// The order's bytes as text.
    func order(_ app: Value) throws -> String {
        String(decoding: try compose(app).sealed.body, as: UTF8.self)
    }

    /// Opens what water sends.
    func open(
        _ body: [UInt8],
        headers: [(String, String)] = [],
        type: String? = nil,
        at seconds: Int64 = 1_725_238_800,
        keys: @escaping KeyRing = ToyHub.keys
    ) throws(TranslationFault) -> OpenedMessage {
        let received = ReceivedMessage(
            body: body,
            headers: headers.map { Header(name: $0.0, value: $0.1) },
            type: type,
            brokerTime: Instant(seconds: seconds)
        )
        return try contract.inbound.open(received, party: water, keys: keys)
    }
}
