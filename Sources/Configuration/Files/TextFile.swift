internal import Files

/// The bytes of a regular file, bounded, and who may read it.
struct TextFile {
    let bytes: [UInt8]
    /// Whether accounts other than owner and group may read it.
    let isReadableByOthers: Bool

    init(path: String, byteCountMax: Int) throws(ConfigurationError) {
        do throws(FileFault) {
            let content = try readFile(path, byteCountMax: byteCountMax)
            (bytes, isReadableByOthers) = (content.bytes, content.isReadableByOthers)
        } catch {
            throw ConfigurationError(file: path, line: nil, message: error.message)
        }
    }

    /// The line (from 1) of the first byte that is not UTF-8; nil where all are.
    var lineNotUTF8: Int? {
        guard String(validating: bytes, as: UTF8.self) == nil else { return nil }
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return (lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0) + 1
    }
}

/// A path as the user wrote it, below a folder unless it is absolute.
func path(_ name: String, in folder: String) -> String {
    if name.hasPrefix("/") { return name }
    return folder.hasSuffix("/") ? folder + name : folder + "/" + name
}
