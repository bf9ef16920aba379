internal import Configuration
internal import Crypto
internal import Foundation
internal import WeChat

/// The keys that seal tokens and digest passwords. On one machine they are made at the first start and kept beside the
/// data; several machines share one file, given by `--keys`.
enum KeyFile {
    static func secrets(of settings: ServiceSettings) throws -> Secrets {
        if let file = settings.keyFile { return try secrets(file: file) }
        let file = settings.dataFolder + "/keys.yaml"
        if !FileManager.default.fileExists(atPath: file) {
            guard settings.kafka == nil else {
                throw ConfigurationError(
                    file: file, line: nil,
                    message: "is missing. On Kafka all processes share their keys: make them once (waybill config "
                        + "make-keys FILE) and give them to each (--keys FILE)")
            }
            guard !FileManager.default.fileExists(atPath: settings.dataFolder + "/log/log.sqlite") else {
                throw ConfigurationError(
                    file: file, line: nil,
                    message: "is missing, but a log is there: new keys could not open its tokens; bring the file back")
            }
            _ = try make(file)
        }
        return try secrets(file: file)
    }

    static func secrets(file: String) throws -> Secrets {
        let keys = try loadKeys(file: file)
        return Secrets(keyring: keys.keyring, digestKey: keys.digestKey)
    }

    /// Readable by its owner only, and whole or not there: it is written under another name first. False where the
    /// file is there already.
    static func make(_ file: String) throws -> Bool {
        let text = """
            # Made once. Without these keys no stored token can be opened and no password compared:
            # keep a copy where the data's backups are not.
            current: k1
            keys:
              k1: \(Base64.encode(try randomBytes(CryptoLimits.keyByteCount)))
            digest_key: \(Base64.encode(try randomBytes(CryptoLimits.keyByteCount)))

            """
        let draft = "\(file).\(ProcessInfo.processInfo.processIdentifier)"
        let isMade = FileManager.default.createFile(
            atPath: draft, contents: Foundation.Data(text.utf8), attributes: [.posixPermissions: 0o600])
        guard isMade else { throw ConfigurationError(file: draft, line: nil, message: "cannot be written") }
        // Another process may have been first; its keys count.
        // Swift passes both paths as C strings that are good for the call.
        let isFirst = unsafe link(draft, file) == 0
        let isThere = isFirst || errno == EEXIST
        unsafe unlink(draft)
        guard isThere else { throw ConfigurationError(file: file, line: nil, message: "cannot be written") }
        return isFirst
    }
}
