internal import YAML

/// An option as a file gives it.
package struct OptionEntry: Equatable, Sendable {
    package let name: String
    package let value: String
    /// From 1.
    package let line: Int
}

/// Reads options from a file: names as on the command line without the dashes, each with one value, in the order of the
/// file. A file of nothing but comments has none.
package func loadOptions(file: String) throws(ConfigurationFailure) -> [OptionEntry] {
    var findings = Findings()
    var options: [OptionEntry] = []
    do throws(ConfigurationError) {
        let text = try TextFile(path: file, byteCountMax: YAMLLimits.fileByteCountMax)
        guard !isBlank(text.bytes) else { return [] }
        let root = findings.reading { () throws(YAMLError) in try parseYAML(text.bytes, file: file) }
        for entry in root.flatMap({ findings.reading($0.entries) }) ?? [] {
            let value = findings.reading { () throws(YAMLError) in
                guard !entry.value.isNull else { throw entry.value.error("must have a value") }
                return try entry.value.string()
            }
            if let value { options.append(OptionEntry(name: entry.key, value: value, line: entry.keyLine)) }
        }
    } catch {
        findings.add(error)
    }
    try findings.throwIfAny()
    return options
}

/// Whether every line is empty or a comment.
private func isBlank(_ bytes: [UInt8]) -> Bool {
    bytes.split(whereSeparator: { $0 == 0x0a || $0 == 0x0d }).allSatisfy { line in
        let text = line.drop { $0 == 0x20 || $0 == 0x09 }
        return text.first == nil || text.first == UInt8(ascii: "#")
    }
}
