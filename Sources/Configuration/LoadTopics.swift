internal import Files
internal import FoundationEssentials
package import Log
internal import YAML

/// Reads the policy of every topic of the catalogue from `<folder>/<topic>.yaml`, in the order of the catalogue.
/// Throws everything that is wrong at once: also a topic without a file, and a file without a topic.
package func loadTopics(folder: String) throws(ConfigurationFailure) -> [TopicPolicy] {
    var findings = Findings()
    let files = topicFiles(folder, &findings)
    try findings.throwIfAny()
    for name in files where Topic(rawValue: name) == nil {
        findings.add(path(name + ".yaml", in: folder), nil, "there is no topic '\(name)' in the catalogue")
    }
    var policies: [TopicPolicy] = []
    for topic in Topic.allCases {
        let file = path(topic.name + ".yaml", in: folder)
        guard files.contains(topic.name) else {
            findings.add(file, nil, "missing; the catalogue has this topic")
            continue
        }
        if let policy = findings.reading(try topicPolicy(topic, try readYAML(path: file))) { policies.append(policy) }
    }
    checkPartnership(policies, folder, &findings)
    try findings.throwIfAny()
    return policies
}

/// Names of the YAML files without the extension, sorted.
private func topicFiles(_ folder: String, _ findings: inout Findings) -> [String] {
    do {
        try checkFolder(folder)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        let suffixes = [".yaml", ".yml"]
        return names.compactMap { name in
            suffixes.first(where: name.hasSuffix).map { String(name.dropLast($0.count)) }
        }.sorted()
    } catch {
        let message = (error as? FileFault)?.message ?? "cannot be listed"
        findings.add(folder, nil, "\(message) (the folder of the topics' files)")
        return []
    }
}

private func topicPolicy(_ topic: Topic, _ node: YAMLNode) throws(ConfigurationError) -> TopicPolicy {
    try node.checkKeys(known: [
        "name", "description", "key", "partitions", "cleanup", "retention", "tombstone_retention", "config",
    ])
    let name = try node.required("name")
    guard try name.string() == topic.name else { throw name.error("must be \(topic.name), as the file is named") }
    _ = try node.required("description").string()
    _ = try node.required("key").string()
    let partitions = try node.required("partitions").integer(in: 1...LogLimits.partitionCountMax)
    return TopicPolicy(
        topic: topic, partitionCount: Int32(partitions), cleanup: try cleanup(of: topic, node),
        settings: try settings(node))
}

/// What `config` says for Kafka; Kafka itself judges names and values when the topic is made there.
private func settings(_ node: YAMLNode) throws(ConfigurationError) -> [String: String] {
    guard let config = try node.optional("config") else { return [:] }
    let entries = try config.entries()
    guard entries.count <= ConfigurationLimits.topicSettingCountMax else {
        throw config.error("must have at most \(ConfigurationLimits.topicSettingCountMax) entries")
    }
    var settings: [String: String] = [:]
    for entry in entries {
        try checkSettingName(entry.key, entry.value)
        if entry.key == "min.insync.replicas" { _ = try entry.value.integer(in: 1...Int(Int16.max)) }
        let value = try entry.value.text(byteCountMax: ConfigurationLimits.topicSettingByteCountMax)
        guard value.utf8.allSatisfy({ (0x20...0x7e).contains($0) }) else {
            throw entry.value.error("must be of printable ASCII characters")
        }
        settings[entry.key] = value
    }
    return settings
}

private func checkSettingName(_ name: String, _ node: YAMLNode) throws(ConfigurationError) {
    let isWord = name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: [UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_")].contains(byte)
        }
    }
    guard isWord, (1...ConfigurationLimits.nameByteCountMax).contains(name.utf8.count) else {
        throw node.error("must be named by small letters, digits, '.', '-' and '_', as Kafka's topic settings are")
    }
    guard !TopicPolicy.reservedSettings.contains(name) else {
        let keys = "'cleanup', 'retention' and 'tombstone_retention'"
        throw node.error("is not for 'config': it follows from \(keys), or the log rests on it; remove it")
    }
}

private func cleanup(of topic: Topic, _ node: YAMLNode) throws(ConfigurationError) -> TopicPolicy.Cleanup {
    let periods: ClosedRange<Duration> = .seconds(1)...Duration.seconds(36_500 * 86_400)
    let cleanup = try node.required("cleanup")
    let (wanted, stray) =
        switch try cleanup.string() {
        case "delete" where topic.mustBeCompacted:
            throw cleanup.error("must be compact: what goes by age would be numbers on parcels, or their tokens")
        case "compact" where topic.mustBeConsumed:
            throw cleanup.error("must be delete: compaction would take commands that nobody has decided")
        case "delete": ("retention", "tombstone_retention")
        case "compact": ("tombstone_retention", "retention")
        default: throw cleanup.error("must be delete or compact")
        }
    if let node = try node.optional(stray) { throw node.error("does not go with this cleanup; use \(wanted)") }
    let period = try node.required(wanted).duration(in: periods)
    return wanted == "retention" ? .delete(retention: period) : .compact(tombstoneRetention: period)
}

/// Records of one order have one partition number in all of these, so that one lane can write them in one go.
private func checkPartnership(_ policies: [TopicPolicy], _ folder: String, _ findings: inout Findings) {
    guard let commands = policies.first(where: { $0.topic == .commands }) else { return }
    for policy in policies where policy.topic.followsCommands && policy.partitionCount != commands.partitionCount {
        findings.add(
            path(policy.topic.name + ".yaml", in: folder), nil,
            "must have \(commands.partitionCount) partitions, as many as \(Topic.commands.name)")
    }
}
