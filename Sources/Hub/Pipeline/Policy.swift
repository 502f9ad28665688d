package import Contracts

/// The contracts that the hub runs on now, with the routes that follow from them and the secrets they need.
package struct Policy: Sendable {
    package let catalogue: Catalogue
    package let routes: Routes
    let secrets: Secrets

    package init(_ catalogue: Catalogue, secrets: Secrets) {
        self.catalogue = catalogue
        routes = Routes(catalogue)
        self.secrets = secrets
    }

    /// The secrets of a party, by the key's name in its contract.
    package func keys(of party: Party) -> KeyRing {
        let names = party.keys
        let secrets = secrets
        return { key in names[key].flatMap { secrets[$0] } }
    }

    /// Names of secrets that some party needs and the configuration does not give.
    package var missingSecrets: [String] {
        let named = catalogue.regions.flatMap(\.parties).flatMap { $0.keys.values }
        return Set(named).filter { secrets[$0] == nil }.sorted()
    }

    /// Secrets that are given, and are not written as the contracts that use them want: the name, and what was found
    /// instead of it, without a character of the secret.
    package var malformedSecrets: [(name: String, found: String)] {
        var found: [String: String] = [:]
        for region in catalogue.regions {
            for party in region.parties {
                let contracts = catalogue.contracts(of: party, in: region)
                let envelopes =
                    contracts.flatMap { $0.outbound.values.map(\.envelope) }
                    + contracts.flatMap { $0.inbound.map(\.envelope) }
                for key in Set(envelopes.flatMap(\.cipherKeyNames)) {
                    guard let name = party.keys[key], let secret = secrets[name],
                        Envelope.cipherKey(secret) == nil
                    else { continue }
                    found[name] = "is no SM4 key: \(Envelope.describe(secret))"
                }
            }
        }
        return found.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
