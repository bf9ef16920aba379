/// What the carrier's own files say: who may order, what is served, which numbers are whose. Checked whole when it is
/// made; a decision reads it and never changes it.
package struct Reference: Sendable {
    package let carriers: [Carrier]
    package let accounts: [Account]
    package let apps: [App]
    package let gazetteer: Gazetteer

    private let carrierIndex: [String: Int]
    private let accountIndex: [AccountKey: Int]
    private let appIndex: [String: Int]

    /// Throws where two carriers, accounts or apps have one name, or an account or app names a carrier that is not
    /// there.
    package init(
        carriers: [Carrier], accounts: [Account], apps: [App], gazetteer: Gazetteer
    ) throws(ReferenceFault) {
        self.carriers = carriers
        self.accounts = accounts
        self.apps = apps
        self.gazetteer = gazetteer
        carrierIndex = try Self.index(carriers.map(\.id), "carrier")
        accountIndex = try Self.index(accounts.map { AccountKey(carrier: $0.carrier, bizID: $0.bizID) }, "account")
        appIndex = try Self.index(apps.map(\.name), "app")
        for carrier in accounts.map(\.carrier) + apps.map(\.carrier) where carrierIndex[carrier] == nil {
            throw ReferenceFault("there is no carrier '\(carrier)'")
        }
    }

    /// By WeChat's delivery_id; nil where it is not configured.
    package func carrier(_ id: String) -> Carrier? {
        carrierIndex[id].map { carriers[$0] }
    }

    /// Nil where the carrier has no such account, active or not.
    package func account(carrier: String, bizID: String) -> Account? {
        accountIndex[AccountKey(carrier: carrier, bizID: bizID)].map { accounts[$0] }
    }

    /// By the path segment that WeChat's pushes for it arrive under.
    package func app(named name: String) -> App? {
        appIndex[name].map { apps[$0] }
    }

    private static func index<Key: Hashable>(_ keys: [Key], _ what: String) throws(ReferenceFault) -> [Key: Int] {
        var index: [Key: Int] = [:]
        for (position, key) in keys.enumerated() {
            guard index.updateValue(position, forKey: key) == nil else {
                throw ReferenceFault("\(what) \(key) stands twice")
            }
        }
        return index
    }
}

private struct AccountKey: Hashable, CustomStringConvertible {
    let carrier: String
    let bizID: String

    var description: String { "'\(carrier)/\(bizID)'" }
}

/// Why a value of the reference data cannot be what it claims. Holds no secret.
package struct ReferenceFault: Error, Equatable, Sendable, CustomStringConvertible {
    package let message: String
    /// The place that it is about, if it is about one.
    package let code: Int32?

    package init(_ message: String, code: Int32? = nil) {
        self.message = message
        self.code = code
    }

    package var description: String { message }
}
