internal import Configuration
internal import Foundation
internal import KafkaLog
internal import Options

/// What the options say of a Kafka cluster.
enum KafkaSettings {
    /// Nil where the embedded log is wanted.
    static func configuration(_ values: Values) throws -> KafkaConfiguration? {
        guard let servers = values[Setting.kafka] else { return nil }
        var configuration = KafkaConfiguration(bootstrapServers: servers)
        if let file = values[Setting.kafkaProperties] { configuration.properties = try loadProperties(file: file) }
        if let user = values[Setting.kafkaUser] { configuration.properties["sasl.username"] = user }
        if let password = values[Setting.kafkaPassword] {
            configuration.properties["sasl.password"] = password.reveal()
        }
        configuration.prefix = values[Setting.kafkaPrefix]
        configuration.makesTopics = false
        return configuration
    }

    /// The name under which a process finds its place in the group again after a restart; the data folder keeps it
    /// beside the lanes that belong to it.
    static func instance(in folder: String) throws -> String {
        let file = folder + "/instance"
        if let found = try? String(contentsOfFile: file, encoding: .utf8) {
            let name = found.trimmingCharacters(in: .whitespacesAndNewlines)
            guard !name.isEmpty, name.utf8.count <= nameByteCountMax else {
                throw ConfigurationError(
                    file: file, line: nil,
                    message: "must hold one name of 1 to \(nameByteCountMax) bytes; delete it, and it is made anew")
            }
            return name
        }
        let name = "waybill-\(UUID().uuidString.lowercased())"
        do {
            try Foundation.Data("\(name)\n".utf8).write(to: URL(fileURLWithPath: file), options: .atomic)
        } catch {
            // Foundation's own error is a page long.
            throw ConfigurationError(file: file, line: nil, message: "cannot be written; see who may write there")
        }
        return name
    }

    private static let nameByteCountMax = 128
}
