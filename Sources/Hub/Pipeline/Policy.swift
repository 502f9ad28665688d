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
}
