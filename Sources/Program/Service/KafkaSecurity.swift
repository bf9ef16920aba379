/// Whether what librdkafka's properties say of TLS and SASL fits together. librdkafka itself leaves out in silence what
/// its security.protocol has no use for, so that one would speak to a cluster as nobody, or unencrypted.
struct KafkaSecurity {
    private let properties: [String: String]

    /// `properties` with user and password among them.
    init(_ properties: [String: String]) { self.properties = properties }

    private var protocolName: String { properties["security.protocol"]?.uppercased() ?? "PLAINTEXT" }

    /// Under either of the names that librdkafka knows.
    private var mechanism: String? {
        (properties["sasl.mechanism"] ?? properties["sasl.mechanisms"])?.uppercased()
    }

    /// What is wrong, and what to write; nil where nothing is. `given` names the options for user and password as a
    /// message calls them. No value is shown but those of protocol and mechanism.
    func fault(given: [String]) -> String? {
        switch protocolName {
        case "PLAINTEXT": strayCredentials(given) ?? strayEncryption
        case "SSL": strayCredentials(given)
        case "SASL_PLAINTEXT": incomplete ?? strayEncryption
        case "SASL_SSL": incomplete
        // librdkafka refuses it by itself.
        default: nil
        }
    }

    private func strayCredentials(_ given: [String]) -> String? {
        let names = properties.keys.filter { $0.hasPrefix("sasl.") }.sorted().map { "property \($0)" }
        guard let first = given.first ?? names.first else { return nil }
        return "\(first) is given, but security.protocol=\(protocolName) authenticates nobody: write "
            + "security.protocol=SASL_SSL (or SASL_PLAINTEXT) and the cluster's sasl.mechanism, such as SCRAM-SHA-512, "
            + "into the file of --kafka-properties"
    }

    private var strayEncryption: String? {
        guard let name = properties.keys.filter({ $0.hasPrefix("ssl.") }).min() else { return nil }
        let better = protocolName == "PLAINTEXT" ? "SSL" : "SASL_SSL"
        return "property \(name) is given, but security.protocol=\(protocolName) does not encrypt: write "
            + "security.protocol=\(better), or remove \(name)"
    }

    private var incomplete: String? {
        guard let mechanism else {
            return "security.protocol=\(protocolName) needs the mechanism that the cluster asks for: write "
                + "sasl.mechanism=SCRAM-SHA-512, SCRAM-SHA-256, PLAIN, OAUTHBEARER or GSSAPI (Kerberos) into the file "
                + "of --kafka-properties"
        }
        guard mechanism == "PLAIN" || mechanism.hasPrefix("SCRAM-") else { return nil }
        if properties["sasl.username"] == nil {
            return "sasl.mechanism=\(mechanism) needs a user: give --kafka-user"
        }
        if properties["sasl.password"] == nil {
            return "sasl.mechanism=\(mechanism) needs the user's password: give --kafka-password-file or the variable "
                + "WAYBILL_KAFKA_PASSWORD"
        }
        return nil
    }
}
