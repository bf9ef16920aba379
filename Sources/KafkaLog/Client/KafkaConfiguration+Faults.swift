internal import CRdKafka
internal import Log

/// What is wrong with a configuration whatever cluster it is for, found before any is asked.
extension KafkaConfiguration {
    /// The end of a sentence that names the prefix; nil where topics can be named with it.
    package var prefixFault: String? {
        let isPlain = prefix.utf8.allSatisfy(Self.isOfName)
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
        let servers = bootstrapServers.split { $0 == "," || $0 == " " }
        if !servers.isEmpty, servers.allSatisfy(Self.isServer) { return nil }
        return "must be host:port, several with commas: kafka-1:9092,kafka-2:9092. No scheme such as http:// stands "
            + "before a host; how to speak to it is the property security.protocol"
    }

    private static func isServer(_ text: Substring) -> Bool {
        // An IPv6 address has colons of its own, and stands in brackets for that.
        let bracket = text.hasPrefix("[") ? text.firstIndex(of: "]") : nil
        let colon = text[(bracket ?? text.startIndex)...].firstIndex(of: ":")
        return isHost(text[..<(colon ?? text.endIndex)])
            && colon.map { isPort(text[text.index(after: $0)...]) } != false
    }

    private static func isHost(_ text: Substring) -> Bool {
        guard text.hasPrefix("[") else { return !text.isEmpty && text.utf8.allSatisfy(isOfName) }
        let address = text.dropFirst().dropLast()
        return text.hasSuffix("]") && !address.isEmpty
            && address.allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." }
    }

    private static func isPort(_ text: Substring) -> Bool {
        text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } && UInt16(text) ?? 0 > 0
    }

    /// What names of topics and of hosts are made of.
    private static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
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
