internal import Configuration
internal import Files
internal import Foundation
internal import KafkaLog
internal import Options

/// What the options say of a Kafka cluster.
enum KafkaSettings {
    /// Nil where the embedded log is wanted. Refuses all that can be known to be wrong before a cluster is asked.
    static func configuration(_ values: Values) throws -> KafkaConfiguration? {
        guard let servers = values[SharedOptions.kafka] else {
            // Without a cluster the process would begin on a log of its own.
            try LogChoice.refuseWithoutCluster(SharedOptions.clusterDetails + [SharedOptions.kafkaInstance], values)
            return nil
        }
        var configuration = KafkaConfiguration(bootstrapServers: servers)
        if let fault = configuration.serversFault { throw values.error(of: SharedOptions.kafka, fault) }
        configuration.prefix = try prefix(values)
        let file = values[SharedOptions.kafkaProperties]
        if let file { configuration.properties = try loadProperties(file: file) }
        if let user = values[SharedOptions.kafkaUser] { configuration.properties["sasl.username"] = user }
        if let password = values[SharedOptions.kafkaPassword] {
            configuration.properties["sasl.password"] = password.reveal()
        }
        let credentials: [any DeclaredOption] = [SharedOptions.kafkaUser, SharedOptions.kafkaPassword]
        let given = credentials.filter { values.origin(of: $0) != .fallback }.map(values.naming)
        let fault = KafkaSecurity(configuration.properties).fault(given: given)
        if let fault = fault ?? configuration.propertyFault {
            guard let file else { throw UsageError(.commandLine, fault) }
            throw ConfigurationError(file: file, message: fault)
        }
        configuration.makesTopics = false
        return configuration
    }

    /// What is read of secrets and certificates for a cluster, and for options: looked at before it is read, so that a
    /// change in between is a change.
    static func secretFiles(_ values: Values) -> [SecretFile] {
        values.secretFiles.map { SecretFile($0.path, read: $0.content) }
            + (values[SharedOptions.kafkaProperties].map(secretFiles) ?? [])
    }

    /// A file of librdkafka's properties, and the files that it names.
    static func secretFiles(properties file: String) -> [SecretFile] {
        var files = [SecretFile(file)].compactMap(\.self)
        // What is wrong with it is said where it counts.
        let properties = (try? loadProperties(file: file)) ?? [:]
        files += secretLocations.compactMap { properties[$0] }.compactMap { SecretFile($0) }
        files += certificateLocations.compactMap { properties[$0] }.compactMap { SecretFile($0, isSecret: false) }
        return files
    }

    /// librdkafka's properties that name a file with a key in it.
    private static let secretLocations = ["ssl.key.location", "ssl.keystore.location", "sasl.kerberos.keytab"]
    /// And those that name a file that everybody may read. A folder of certificates is not looked at.
    private static let certificateLocations = ["ssl.certificate.location", "ssl.ca.location", "ssl.crl.location"]

    /// Before the names of topics, groups and transactions; also where no cluster is asked.
    static func prefix(_ values: Values) throws -> String {
        var configuration = KafkaConfiguration(bootstrapServers: "")
        configuration.prefix = values[SharedOptions.kafkaPrefix]
        if let fault = configuration.prefixFault { throw values.error(of: SharedOptions.kafkaPrefix, fault) }
        return configuration.prefix
    }

    /// The name under which a process finds its place in the group again after a restart; the data folder keeps it
    /// beside the lanes that belong to it.
    static func instance(in folder: String) throws -> String {
        let file = folder + "/instance"
        if let found = try textIfThere(file) {
            let name = found.trimmingCharacters(in: .whitespacesAndNewlines)
            guard !name.isEmpty, name.utf8.count <= nameByteCountMax else {
                throw ConfigurationError(
                    file: file,
                    message: "must hold one name of 1 to \(nameByteCountMax) bytes; delete it, and it is made anew")
            }
            return name
        }
        let name = "waybill-\(UUID().uuidString.lowercased())"
        try writeFile("\(name)\n", to: file)
        return name
    }
    private static let nameByteCountMax = 128
}
