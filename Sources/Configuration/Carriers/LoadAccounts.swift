package import Waybill
internal import YAML

/// Turns a clear password into the digest that is kept of it.
package typealias PasswordDigest = (_ carrier: String, _ bizID: String, _ password: String) -> Digest

/// Turns it into what is kept of it under the other digest keys, former ones and those to come.
package typealias OtherPasswordDigests = (_ carrier: String, _ bizID: String, _ password: String) -> [Digest]

private let keys = ["carrier", "biz_id", "active"] + SecretReader.keys("password")

/// Reads accounts.yaml: the merchants' accounts. A clear password lives only while its entry is read.
func loadAccounts(
    _ secrets: SecretReader, _ carriers: CarriersFile, _ digest: PasswordDigest, _ otherDigests: OtherPasswordDigests,
    _ findings: inout Findings
) -> [Account] {
    var accounts: [Account] = []
    var lines: [[String]: Int] = [:]
    let countMax = ConfigurationLimits.accountCountMax
    for node in YAMLNode.list("accounts", file: secrets.file, countMax: countMax, &findings) {
        findings.reading(try node.checkKeys(known: keys))
        let bizID = findings.reading(try node.text("biz_id"))
        let isActive = findings.reading(try node.optional("active")?.boolean() ?? true)
        let carrier = carriers.carrier(of: node, &findings)
        let password = secrets.secret("password", of: node, &findings)?.text
        guard let bizID, let isActive, let carrier, let password else { continue }
        let place = node.value(of: "biz_id")
        if let line = lines.updateValue(place.line, forKey: [carrier, bizID]) {
            findings.add(place, "stands with the same carrier on line \(line) too")
        }
        accounts.append(
            Account(
                carrier: carrier, bizID: bizID, passwordDigest: digest(carrier, bizID, password),
                otherPasswordDigests: otherDigests(carrier, bizID, password), isActive: isActive))
    }
    return accounts
}
