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
        #expect(loaded.reference.app(named: "zto")?.pushToken == "fromEnvironment")
        let digest = Digest(Array("from file/ZTO/xyz................".utf8))
        #expect(loaded.reference.account(carrier: "ZTO", bizID: "xyz")?.passwordDigest == digest)
        let warning = try #require(try load(mode: 0o644).warnings.first)
        let secret = path("secret", in: folder.path)
        #expect(
            warning.description
                == "\(secret): everybody on this machine can read this secret; chmod 600 \(secret)")
        #expect(exposure(of: secret) == warning)
        _ = try load(mode: 0o600)
        #expect(exposure(of: secret) == nil)
        #expect(exposure(of: secret + "s") == nil)
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
