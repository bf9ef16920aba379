internal import Files
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
        let bytes = try readConfiguration(file, byteCountMax: YAMLLimits.fileByteCountMax).bytes
        guard !isBlank(bytes) else { return [] }
        for entry in try parseYAML(bytes, file: file).entries() {
            if entry.value.isNull {
                findings.add(entry.value, "must have a value")
            } else if let value = findings.reading(try entry.value.string()) {
                options.append(OptionEntry(name: entry.key, value: value, line: entry.keyLine))
            }
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
