internal import CRdKafka
internal import Log

/// What is wrong with a configuration whatever cluster it is for, found before any is asked.
extension KafkaConfiguration {
    /// The end of a sentence that names the prefix; nil where topics can be named with it.
    package var prefixFault: String? {
        // By scalars: others than these are equal to some of them as characters.
        let isPlain = prefix.wholeMatch(of: /[A-Za-z0-9._-]*/.matchingSemantics(.unicodeScalar)) != nil
        let longest = Topic.allCases.map(\.name.utf8.count).max() ?? 0
        let byteCountMax = KafkaLogLimits.topicNameByteCountMax - longest
        if isPlain, prefix.utf8.count <= byteCountMax { return nil }
        return "must be of ASCII letters, digits, '.', '-' and '_', at most \(byteCountMax), as the names of topics are"
    }

    /// Refuses a prefix with which no topic could be named.
    func checkPrefix() throws(LogError) {
        if let prefixFault {
            throw LogError(.invalid, "the prefix of topics (--kafka-prefix) \(prefixFault); correct it")
        }
    }

    /// The end of a sentence that names the servers; nil where each is a host, with or without a port.
    package var serversFault: String? {
        // An IPv6 address has colons of its own, and stands in brackets for that.
        let server = /(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::([0-9]+))?/.matchingSemantics(.unicodeScalar)
        let servers = bootstrapServers.split { $0 == "," || $0 == " " }
        let areRight = servers.allSatisfy { text in
            guard let match = text.wholeMatch(of: server) else { return false }
            return match.1.map { UInt16($0) ?? 0 > 0 } != false
        }
        if !servers.isEmpty, areRight { return nil }
        return "must be host:port, several with commas: kafka-1:9092,kafka-2:9092. No scheme such as http:// stands "
            + "before a host; how to speak to it is the property security.protocol"
    }

    /// What librdkafka has against a property, or we; nil where clients can be made with all of them. The message holds
    /// no value of a property that is refused for its value. Speaks to no broker.
    package var propertyFault: String? {
        do throws(LogError) {
            let roles = [
                (RD_KAFKA_CONSUMER, ClientProperties.member(group: "check", instance: nil)),
                (RD_KAFKA_PRODUCER, ClientProperties.appender),
            ]
            for (kind, role) in roles {
                var properties = try properties(of: role, name: "waybill-check")
                properties["bootstrap.servers"] = nil
                _ = try unsafe Client(kind, properties)
            }
            return nil
        } catch {
            return error.message
        }
    }
}
