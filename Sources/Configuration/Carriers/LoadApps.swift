internal import Waybill
internal import YAML

private let keys = ["name", "user_name", "app_id", "carrier"] + SecretReader.keys("push_token")
/// WeChat's own rule for a token.
private let tokenByteCounts = 3...32

/// Reads apps.yaml: the mini programs that WeChat pushes for.
func loadApps(_ secrets: SecretReader, _ carriers: CarriersFile, _ findings: inout Findings) -> [App] {
    var apps: [App] = []
    var lines: [String: Int] = [:]
    for node in YAMLNode.list("apps", file: secrets.file, countMax: ConfigurationLimits.appCountMax, &findings) {
        guard let app = app(node, secrets, carriers, &findings) else { continue }
        for (what, value) in [("name", app.name), ("user_name", app.userName)] {
            let place = node.value(of: what)
            if let line = lines.updateValue(place.line, forKey: what + "/" + value) {
                findings.add(place, "is \(value), which stands on line \(line) too")
            }
        }
        apps.append(app)
    }
    return apps
}

private func app(
    _ node: YAMLNode, _ secrets: SecretReader, _ carriers: CarriersFile, _ findings: inout Findings
) -> App? {
    findings.reading(try node.checkKeys(known: keys))
    let texts = findings.reading(
        (try node.identifier("name"), try node.identifier("user_name"), try node.identifier("app_id")))
    let carrier = carriers.carrier(of: node, &findings)
    let token = secrets.secret("push_token", of: node, &findings)
    if let token, !isToken(token.text) {
        findings.add(token.node, "must have 3 to 32 letters and digits, as WeChat asks")
    }
    guard let (name, userName, appID) = texts, let carrier, let token else { return nil }
    return App(name: name, userName: userName, appID: appID, carrier: carrier, pushToken: token.text)
}

private func isToken(_ token: String) -> Bool {
    tokenByteCounts.contains(token.utf8.count)
        && token.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7a).contains($0 | 0x20) }
}
