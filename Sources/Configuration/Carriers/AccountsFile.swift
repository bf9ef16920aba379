package import Waybill
internal import YAML

/// Turns a clear password into the digest that is kept of it.
package typealias PasswordDigest = (_ carrier: String, _ bizID: String, _ password: String) -> Digest

/// Turns it into what is kept of it under the other digest keys, former ones and those to come.
package typealias OtherPasswordDigests = (_ carrier: String, _ bizID: String, _ password: String) -> [Digest]

/// accounts.yaml: the merchants' accounts. A clear password lives only while its entry is read.
struct AccountsFile {
    private(set) var accounts: [Account] = []
    private let secrets: SecretReader
    private let carriers: CarriersFile
    /// Where passwords are written into it.
    private let itself: SecretFile?

    private static let keys = ["carrier", "biz_id", "active"] + SecretReader.keys("password")

    init(
        secrets: SecretReader, carriers: CarriersFile, digest: PasswordDigest, otherDigests: OtherPasswordDigests,
        _ findings: inout Findings
    ) {
        self.secrets = secrets
        self.carriers = carriers
        let file = path("accounts.yaml", in: secrets.folder)
        itself = SecretFile(file)
        let countMax = ConfigurationLimits.accountCountMax
        var lines: [[String]: Int] = [:]
        for node in YAMLNode.list("accounts", file: file, countMax: countMax, &findings) {
            guard let account = account(node, digest, otherDigests, &findings) else { continue }
            let place = node.value(of: "biz_id")
            if let line = lines.updateValue(place.line, forKey: [account.carrier, account.bizID]) {
                findings.add(place, "stands with the same carrier on line \(line) too")
            }
            accounts.append(account)
        }
    }

    private func account(
        _ node: YAMLNode, _ digest: PasswordDigest, _ otherDigests: OtherPasswordDigests, _ findings: inout Findings
    ) -> Account? {
        _ = findings.reading { () throws(YAMLError) in try node.checkKeys(known: Self.keys) }
        let bizID = findings.reading { () throws(YAMLError) in try node.text("biz_id") }
        let isActive = findings.reading { () throws(YAMLError) in try node.optional("active")?.boolean() ?? true }
        let carrier = findings.reading { () throws(YAMLError) in
            let carrier = try node.required("carrier")
            return (node: carrier, id: try carrier.string())
        }
        if let carrier { carriers.check(carrier: carrier.id, at: carrier.node, &findings) }
        let password = secrets.secret("password", of: node, in: itself, &findings)
        guard let bizID, let isActive, let carrier, let password else { return nil }
        return Account(
            carrier: carrier.id, bizID: bizID, passwordDigest: digest(carrier.id, bizID, password.text),
            otherPasswordDigests: otherDigests(carrier.id, bizID, password.text), isActive: isActive)
    }
}
