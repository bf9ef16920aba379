import Files
import Foundation
import Testing

@testable import Configuration
@testable import Waybill

/// A folder of configuration files that is removed with the value. It begins with files that are right.
final class Folder {
    let path = FileManager.default.temporaryDirectory.appending(path: "waybill-\(UUID())").path()

    init() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for (name, text) in Self.files { try write(name, text) }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ text: String) throws { try write(name, bytes: Array(text.utf8)) }

    func write(_ name: String, bytes: [UInt8]) throws {
        let url = URL(filePath: path).appending(path: name)
        try Data(bytes).write(to: url)
        // A secret may be written into it.
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: url.path())
    }

    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: path + "/" + name) }

    /// Replaces text that must be in the file.
    func replace(_ old: String, by new: String, in name: String) throws {
        let text = try String(contentsOfFile: path + "/" + name, encoding: .utf8)
        try #require(text.contains(old), "\(old) is not in \(name)")
        try write(name, text.replacing(old, with: new))
    }

    func load(environment: [String: String] = [:]) throws(ConfigurationFailure) -> LoadedReference {
        try loadReference(folder: path, environment: environment) { carrier, bizID, password in
            Digest(Array("\(password)/\(carrier)/\(bizID)................".utf8)) ?? .zero
        }
    }

    /// What is wrong, without the folder in front of the file.
    func faults(environment: [String: String] = [:]) -> [String] {
        do throws(ConfigurationFailure) {
            _ = try load(environment: environment)
            return []
        } catch {
            return error.description.split(separator: "\n").map { String($0).replacing(path + "/", with: "") }
        }
    }

    static let files = [
        "areas.csv": """
        code,name,spellings
        440000,P,Guangdong
        440100,C,Guangzhou
        440105,A,Haizhu
        """,
        "routes.csv": """
        carrier,code,bag_address,mark,accepts,delivers
        ZTO,440000,bag,1-1-1,true,true
        ZTO,440105,"a ""bag"", quoted",2-2-2,true,false
        """,
        "carriers.yaml": """
        carriers:
          - id: ZTO
            name: ZTO Express
            numbers:
              issued: { prefix: "75", digits: 11, check_digit: mod10, first: 0, last: 99999999999 }
              given:
                - { prefix: "12345", digits: 4, first: 0, last: 9999 }
            services:
              - id: 0
                names: [Standard]
            insurance: { value_min: 100, value_max: 3000000 }
            cargo: { count_max: 99, weight_max: 50.5, side_max: 150 }
            can_cancel: true
            bag_key: ZTO_bagAddr
            mark_key: ZTO_mark
        """,
        "apps.yaml": """
        apps:
          - name: zto
            user_name: gh_abcdefg
            app_id: wx1
            carrier: ZTO
            push_token: token123
        """,
        "accounts.yaml": """
        accounts:
          - carrier: ZTO
            biz_id: xyz
            password: xyz123
        """,
    ]
}
