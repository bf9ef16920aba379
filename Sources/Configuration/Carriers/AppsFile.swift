internal import Waybill
internal import YAML

/// apps.yaml: the mini programs that WeChat pushes for.
struct AppsFile {
    private(set) var apps: [App] = []
    private let secrets: SecretReader
    private let carriers: CarriersFile
    /// Where tokens are written into it.
    private let itself: SecretFile?

    private static let keys = ["name", "user_name", "app_id", "carrier"] + SecretReader.keys("push_token")
    /// WeChat's own rule for a token.
    private static let tokenByteCounts = 3...32

    init(secrets: SecretReader, carriers: CarriersFile, _ findings: inout Findings) {
        self.secrets = secrets
        self.carriers = carriers
        let file = path("apps.yaml", in: secrets.folder)
        itself = SecretFile(file)
        var lines: [String: Int] = [:]
        for node in YAMLNode.list("apps", file: file, countMax: ConfigurationLimits.appCountMax, &findings) {
            guard let app = app(node, &findings) else { continue }
            for (what, value) in [("name", app.name), ("user_name", app.userName)] {
                let place = node.value(of: what)
                if let line = lines.updateValue(place.line, forKey: what + "/" + value) {
                    findings.add(place, "is \(value), which stands on line \(line) too")
                }
            }
            apps.append(app)
        }
    }

    private func app(_ node: YAMLNode, _ findings: inout Findings) -> App? {
        _ = findings.reading { () throws(YAMLError) in try node.checkKeys(known: Self.keys) }
        let texts = findings.reading { () throws(YAMLError) in
            (try node.identifier("name"), try node.identifier("user_name"), try node.identifier("app_id"))
        }
        let carrier = findings.reading { () throws(YAMLError) in
            let carrier = try node.required("carrier")
            return (node: carrier, id: try carrier.string())
        }
        if let carrier { carriers.check(carrier: carrier.id, at: carrier.node, &findings) }
        let token = secrets.secret("push_token", of: node, in: itself, &findings)
        if let token, !Self.isToken(token.text) {
            findings.add(token.node, "must have 3 to 32 letters and digits, as WeChat asks")
        }
        guard let (name, userName, appID) = texts, let carrier, let token else { return nil }
        return App(name: name, userName: userName, appID: appID, carrier: carrier.id, pushToken: token.text)
    }

    private static func isToken(_ token: String) -> Bool {
        tokenByteCounts.contains(token.utf8.count)
            && token.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7a).contains($0 | 0x20) }
    }
}
