internal import FoundationEssentials

/// The bytes of a regular file, bounded, and who may read it.
struct TextFile {
    let bytes: [UInt8]
    /// Whether accounts other than owner and group may read it.
    let isReadableByOthers: Bool

    init(path: String, byteCountMax: Int) throws(ConfigurationError) {
        let attributes: [FileAttributeKey: Any]
        let data: Data
        do {
            attributes = try FileManager.default.attributesOfItem(atPath: try Self.target(of: path))
        } catch {
            throw ConfigurationError(file: path, line: nil, message: "cannot be found; create it or correct its name")
        }
        guard attributes[.type] as? FileAttributeType == .typeRegular else {
            throw ConfigurationError(file: path, line: nil, message: "not a regular file")
        }
        guard let size = Self.integer(attributes[.size]), size <= byteCountMax else {
            throw ConfigurationError(file: path, line: nil, message: "larger than \(byteCountMax) bytes")
        }
        do {
            data = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw ConfigurationError(file: path, line: nil, message: "cannot be read; check its permissions")
        }
        bytes = [UInt8](data)
        isReadableByOthers = Self.integer(attributes[.posixPermissions]).map { $0 & 0o004 != 0 } ?? false
    }

    /// The line (from 1) of the first byte that is not UTF-8; nil where all are.
    var lineNotUTF8: Int? {
        guard String(validating: bytes, as: UTF8.self) == nil else { return nil }
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return (lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0) + 1
    }

    /// An attribute is an integer, or an NSNumber where the whole of Foundation is in the process: both print alike.
    private static func integer(_ attribute: Any?) -> Int? {
        attribute.flatMap { Int(String(describing: $0)) }
    }

    /// Attributes are of a link itself, and Kubernetes mounts secrets as links.
    private static func target(of path: String) throws -> String {
        URL(filePath: path).resolvingSymlinksInPath().path(percentEncoded: false)
    }
}

/// A path as the user wrote it, below a folder unless it is absolute.
func path(_ name: String, in folder: String) -> String {
    if name.hasPrefix("/") { return name }
    return folder.hasSuffix("/") ? folder + name : folder + "/" + name
}
