internal import Crypto
package import Files

/// A file that holds a secret or a certificate, as it was when it was read.
package struct SecretFile: Equatable, Sendable {
    package let path: String
    /// Of its content.
    package let digest: [UInt8]
    /// Whether accounts other than owner and group may read it.
    private let isReadableByOthers: Bool
    /// A certificate everybody may read.
    private let isSecret: Bool

    /// Nil where it cannot be read: whoever needs it says so. Made before the file is read for what is in it, so that
    /// a change in between is a change.
    package init?(_ path: String, isSecret: Bool = true) {
        guard let content = try? readFile(path, byteCountMax: ConfigurationLimits.secretFileByteCountMax) else {
            return nil
        }
        self.init(path, content, isSecret: isSecret)
    }

    init(_ path: String, _ content: FileContent, isSecret: Bool = true) {
        self.path = path
        digest = SHA256.digest(content.bytes)
        isReadableByOthers = content.isReadableByOthers
        self.isSecret = isSecret
    }

    /// As somebody has read it already.
    package init(_ path: String, read bytes: [UInt8]) {
        self.path = path
        digest = SHA256.digest(bytes)
        isReadableByOthers = SecretFile(path)?.isReadableByOthers ?? false
        isSecret = true
    }

    /// A warning, with the command that mends it, where everybody may read a secret; nil where not.
    package var exposure: ConfigurationError? { isSecret && isReadableByOthers ? .exposed(path) : nil }

    /// The digest of what is in the file now.
    package static func digest(of path: String) throws(ConfigurationError) -> [UInt8] {
        SHA256.digest(try readConfiguration(path, byteCountMax: ConfigurationLimits.secretFileByteCountMax).bytes)
    }
}
