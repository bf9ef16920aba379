internal import Files

/// Reads a file of properties as other tools of Kafka's do: `name=value` a line, where a line that begins with `#` is a
/// comment. Spaces around name and value do not count. No error shows a value, which may be a secret.
package func loadProperties(file: String) throws(ConfigurationFailure) -> [String: String] {
    var findings = Findings()
    var properties: [String: String] = [:]
    do throws(ConfigurationError) {
        let bytes = try readConfiguration(file, byteCountMax: ConfigurationLimits.propertiesByteCountMax).bytes
        if let line = bytes.lineNotUTF8 { throw ConfigurationError(file: file, line: line, message: "not UTF-8") }
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let entry = trimmed(line)
            guard let first = entry.first, first != UInt8(ascii: "#") else { continue }
            guard let mark = entry.firstIndex(of: UInt8(ascii: "=")), mark > entry.startIndex else {
                findings.add(file, index + 1, "must be name=value")
                continue
            }
            let name = String(decoding: trimmed(entry[..<mark]), as: UTF8.self)
            let value = String(decoding: trimmed(entry[(mark + 1)...]), as: UTF8.self)
            if properties.updateValue(value, forKey: name) != nil {
                findings.add(file, index + 1, "\(name) is given twice")
            }
        }
    } catch {
        findings.add(error)
    }
    try findings.throwIfAny()
    return properties
}

private func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }
    let start = bytes.drop(while: isSpace)
    guard let last = start.lastIndex(where: { !isSpace($0) }) else { return [] }
    return start[...last]
}
