internal import YAML

/// Reads options from a file: names as on the command line without the dashes, each with one value. A file of nothing
/// but comments has none.
package func loadOptions(file: String) throws(ConfigurationFailure) -> [String: String] {
    var findings = Findings()
    var options: [String: String] = [:]
    do throws(ConfigurationError) {
        let text = try TextFile(path: file, byteCountMax: YAMLLimits.fileByteCountMax)
        guard !isBlank(text.bytes) else { return [:] }
        let root = findings.reading { () throws(YAMLError) in try parseYAML(text.bytes, file: file) }
        for entry in root.flatMap({ findings.reading($0.entries) }) ?? [] {
            options[entry.key] = findings.reading { () throws(YAMLError) in
                guard !entry.value.isNull else { throw entry.value.error("must have a value") }
                return try entry.value.string()
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
