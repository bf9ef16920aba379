internal import Configuration
internal import Crypto
internal import Files
internal import Foundation
internal import Options
internal import Records

/// The keys that seal tokens and digest passwords. On one machine they are made at the first start and kept beside the
/// data; several machines share one file, given by `--keys`.
enum KeyFile {
    static func path(_ values: Values) -> String {
        values[SharedOptions.keys] ?? values[SharedOptions.data] + "/keys.yaml"
    }

    /// Whether `settle` would make new keys, or refuse to.
    static func isToBeMade(_ settings: ServiceSettings) -> Bool {
        settings.values[SharedOptions.keys] == nil && !FileManager.default.fileExists(atPath: path(settings.values))
    }

    /// Makes the file where that is ours to do.
    static func settle(_ settings: ServiceSettings) throws {
        let file = path(settings.values)
        guard isToBeMade(settings) else { return }
        guard settings.kafka == nil else {
            throw ConfigurationError(
                file: file,
                message: "is missing. On Kafka all processes share their keys: make them once (waybill config "
                    + "make-keys FILE) and give them to each (--keys FILE)")
        }
        guard !FileManager.default.fileExists(atPath: OpenLog.embeddedFile(in: settings.dataFolder)) else {
            throw ConfigurationError(
                file: file,
                message: "is missing, but a log is there: new keys could not open its tokens; bring the file back")
        }
        _ = try make(file)
    }

    static func secrets(file: String) throws -> Secrets {
        let keys = try loadKeys(file: file)
        return Secrets(keyring: keys.keyring, digestKey: keys.digestKey, otherDigestKeys: keys.otherDigestKeys)
    }

    /// For what is checked and thrown away: digests need a key, and any will do.
    static func passingSecrets() throws -> Secrets {
        let key = try SealingKey(id: "check", bytes: randomBytes(CryptoLimits.keyByteCount))
        return Secrets(
            keyring: try Keyring(current: key), digestKey: HMACSHA256(key: try randomBytes(CryptoLimits.keyByteCount)))
    }

    /// Readable by its owner only. False where the file is there already: of two processes that start at once the keys
    /// of the first count.
    static func make(_ file: String) throws -> Bool {
        let text = """
            # Made once. Without these keys no stored token can be opened and no password compared:
            # keep a copy where the data's backups are not. A key is never taken out but by a rotation:
            # README.md, "Keys and secrets".
            current: k1
            keys:
              k1: \(Base64.encode(try randomBytes(CryptoLimits.keyByteCount)))
            digest_key: \(Base64.encode(try randomBytes(CryptoLimits.keyByteCount)))

            """
        return try makeFile(text, at: file)
    }
}
