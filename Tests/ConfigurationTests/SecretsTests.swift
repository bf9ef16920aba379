import Files
import Foundation
import Testing

@testable import Configuration
@testable import Waybill

@Suite("Secrets")
struct SecretsTests {
    @Test("Secrets come from files and from the environment, and a file that everybody can read is warned of")
    func secrets() throws {
        let folder = try Folder()
        try folder.write("secret", "from file\r\n")
        try folder.replace("password: xyz123", by: "password_file: secret", in: "accounts.yaml")
        try folder.replace("push_token: token123", by: "push_token_env: TOKEN", in: "apps.yaml")
        func load(mode: Int) throws -> LoadedReference {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder.path + "/secret")
            return try folder.load(environment: ["TOKEN": "fromEnvironment"])
        }
        let loaded = try load(mode: 0o640)
        #expect(loaded.warnings.isEmpty)
        #expect(loaded.secretFiles.map(\.path) == [path("secret", in: folder.path)])
        #expect(loaded.reference.app(named: "zto")?.pushToken == "fromEnvironment")
        let digest = Digest(Array("from file/ZTO/xyz................".utf8))
        #expect(loaded.reference.account(carrier: "ZTO", bizID: "xyz")?.passwordDigest == digest)
        let warning = try #require(try load(mode: 0o644).warnings.first)
        let secret = path("secret", in: folder.path)
        #expect(
            warning.description
                == "\(secret): everybody on this machine can read this secret; chmod 600 \(secret)")
        #expect(SecretFile(secret)?.exposure == warning)
        #expect(SecretFile(secret, isSecret: false)?.exposure == nil, "a certificate is none")
        _ = try load(mode: 0o600)
        #expect(SecretFile(secret)?.exposure == nil)
        #expect(SecretFile(secret + "s") == nil)
    }

    @Test("A file that a secret is written into is one itself, told once however many there are in it")
    func inline() throws {
        let folder = try Folder()
        try folder.replace(
            "password: xyz123", by: "password: xyz123\n  - carrier: ZTO\n    biz_id: other\n    password: 77",
            in: "accounts.yaml")
        let files = ["apps.yaml", "accounts.yaml"].map { path($0, in: folder.path) }
        for mode in [0o644, 0o640] {
            for file in files {
                try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
            }
            let loaded = try folder.load()
            #expect(loaded.secretFiles.map(\.path) == files)
            #expect(loaded.warnings.map(\.file) == (mode == 0o644 ? files : []))
        }
    }

    @Test("Of very many files the last warning counts the others", arguments: [1, 20, 21, 23])
    func many(_ count: Int) throws {
        let folder = try Folder()
        var accounts = "accounts:\n"
        for number in 0..<count {
            try folder.write("secret-\(number)", "s")
            let file = path("secret-\(number)", in: folder.path)
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
            accounts += "  - carrier: ZTO\n    biz_id: b\(number)\n    password_file: secret-\(number)\n"
        }
        try folder.write("accounts.yaml", accounts)
        try folder.replace("push_token: token123", by: "push_token_env: TOKEN", in: "apps.yaml")
        let loaded = try folder.load(environment: ["TOKEN": "fromEnvironment"])
        #expect(loaded.secretFiles.count == count)
        #expect(loaded.warnings.count == min(count, 20))
        let last = try #require(loaded.warnings.last)
        #expect(last.file == path("secret-\(count - 1)", in: folder.path))
        #expect(last.message.contains("others that are not named here (\(count - 20))") == (count > 20), "\(last)")
    }

    @Test("A file's digest is of what is in it, as it was read")
    func digests() throws {
        let folder = try Folder()
        try folder.write("secret", "one\n")
        let secret = path("secret", in: folder.path)
        let file = try #require(SecretFile(secret))
        #expect(try SecretFile.digest(of: secret) == file.digest)
        #expect(SecretFile(secret, read: Array("one\n".utf8)).digest == file.digest)
        try folder.write("secret", "two\n")
        #expect(try SecretFile.digest(of: secret) != file.digest)
        try folder.remove("secret")
        #expect(throws: ConfigurationError.self) { try SecretFile.digest(of: secret) }
    }

    @Test("Keys that passwords are digested with besides are read, a few of them, and no message holds one")
    func otherDigestKeys() throws {
        let folder = try Folder()
        func load(_ count: Int, _ bytes: Int = 32) throws(ConfigurationFailure) -> Keys {
            let keys = (0..<count).map { "  - \(Data(repeating: UInt8($0), count: bytes).base64EncodedString())\n" }
            let own = Data(repeating: 9, count: 32).base64EncodedString()
            let text = "current: k1\nkeys:\n  k1: \(own)\ndigest_key: \(own)\n"
            try? folder.write("keys.yaml", text + (count == 0 ? "" : "other_digest_keys:\n\(keys.joined())"))
            return try loadKeys(file: path("keys.yaml", in: folder.path))
        }
        for count in 0...4 { #expect(try load(count).otherDigestKeys.count == count) }
        for (count, bytes, message) in [(5, 32, "must have at most 4 entries"), (1, 31, "a key is 32 bytes")] {
            let failure = try #require(throws: ConfigurationFailure.self) { try load(count, bytes) }
            #expect(failure.description.contains(message), "\(failure)")
            #expect(!failure.description.contains("AAAA"))
        }
    }

    @Test("No message holds a secret")
    func hidden() throws {
        let folder = try Folder()
        try folder.replace("token123", by: "S3cret!", in: "apps.yaml")
        try folder.replace("xyz123", by: "S3cret!\n    password_file: x", in: "accounts.yaml")
        #expect(folder.faults().count == 2)
        #expect(!folder.faults().joined().contains("S3cret"))
    }
}
