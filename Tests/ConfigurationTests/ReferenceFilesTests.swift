import Files
import Foundation
import Log
import Testing

@testable import Configuration
@testable import Waybill

@Suite("Reference files")
struct ReferenceFilesTests {
    @Test("Right files give the reference they describe")
    func right() throws {
        let loaded = try Folder().load()
        #expect(loaded.warnings.isEmpty)
        let carrier = try #require(loaded.reference.carrier("ZTO"))
        #expect(carrier.name == "ZTO Express")
        #expect(carrier.issued.number(serial: 0) == "75000000000004")
        #expect(carrier.given.first?.number(serial: 6789) == "123456789")
        #expect(carrier.services == [ServiceType(id: 0, names: ["Standard"])])
        #expect(carrier.insurance == (try InsuranceRule(valueMin: 100, valueMax: 3_000_000)))
        #expect(
            carrier.cargo == (try CargoLimits(countMax: 99, weightMax: 50_500_000, sideMax: 150_000_000)))
        #expect(carrier.canCancel && carrier.bagKey == "ZTO_bagAddr" && carrier.markKey == "ZTO_mark")
        let location = loaded.reference.gazetteer.locate(province: "Guangdong", city: "Guangzhou", area: "Haizhu")
        let expected = Route(bagAddress: "a \"bag\", quoted", mark: "2-2-2", accepts: true, delivers: false)
        #expect(carrier.routes.route(for: location) == expected)
        let account = try #require(loaded.reference.account(carrier: "ZTO", bizID: "xyz"))
        #expect(account.isActive)
        #expect(account.passwordDigest == Digest(Array("xyz123/ZTO/xyz................".utf8)))
        #expect(loaded.reference.app(named: "zto")?.pushToken == "token123")
    }

    @Test("A range shorter than the partitions is a warning at its line", arguments: [(10, true), (11, false)])
    func shortRange(last: Int, isWarned: Bool) throws {
        let folder = try Folder()
        try folder.replace("last: 99999999999", by: "last: \(last)", in: "carriers.yaml")
        let topics = [TopicPolicy(topic: .commands, partitionCount: 12, cleanup: .delete(retention: .seconds(1)))]
        let warnings = try folder.load().warnings(of: topics).map(\.description)
        #expect(warnings.count == (isWarned ? 1 : 0))
        for warning in warnings {
            #expect(warning.contains("carriers.yaml:5: the range of carrier ZTO has fewer numbers than there are"))
        }
    }

    /// In a file, this text becomes that one, and these are the faults.
    @Test(
        "What is wrong is said with file and line",
        arguments: [
            // Keys and types.
            (
                "carriers.yaml", "bag_key", "bag_kye",
                [
                    "carriers.yaml:14: unknown key 'bag_kye'; did you mean 'bag_key'?",
                    "carriers.yaml:2: entry 1 lacks the key 'bag_key'",
                ]
            ),
            ("carriers.yaml", "    name: ZTO Express\n", "", ["carriers.yaml:2: entry 1 lacks the key 'name'"]),
            (
                "carriers.yaml", "can_cancel: true", "can_cancel: maybe",
                [
                    "carriers.yaml:13: 'can_cancel' of entry 1 must be true or false, without quotes"
                ]
            ),
            (
                "carriers.yaml", "id: ZTO\n", "id: Z/TO\n",
                ["carriers.yaml:2: 'id' of entry 1 must be of letters, digits, - and _"]
            ),
            (
                "carriers.yaml", "carriers:", "carrier:",
                [
                    "carriers.yaml:1: unknown key 'carrier'; did you mean 'carriers'?",
                    "carriers.yaml:1: lacks the key 'carriers'",
                ]
            ),
            ("accounts.yaml", "biz_id: xyz", "biz_id: [xyz]", ["accounts.yaml:3: 'biz_id' of entry 1 must be text"]),
            (
                "accounts.yaml", "biz_id: xyz", "biz_id: \"\"",
                ["accounts.yaml:3: 'biz_id' of entry 1 must have 1 to 128 bytes"]
            ),
            // Numbers, services, limits.
            (
                "carriers.yaml", "last: 9999 ", "last: 10000 ",
                [
                    "carriers.yaml:7: last has more than the 4 digits of a serial"
                ]
            ),
            (
                "carriers.yaml", "first: 0, last: 9999 ", "first: 2, last: 1 ",
                [
                    "carriers.yaml:7: the range is upside down: first is larger than last"
                ]
            ),
            (
                "carriers.yaml", "mod10", "mod97",
                [
                    "carriers.yaml:5: 'check_digit' must be one of none, mod10, mod11, luhn"
                ]
            ),
            (
                "carriers.yaml", "\"12345\", digits: 4", "\"750\", digits: 11",
                [
                    "carriers.yaml:7: entry 1 of 'given' has numbers that overlap those of ZTO on line 5"
                ]
            ),
            (
                "carriers.yaml", "- id: 0\n        names: [Standard]", "[]",
                [
                    "carriers.yaml:9: 'services' of entry 1 must have at least one service"
                ]
            ),
            (
                "carriers.yaml", "names: [Standard]", "names: [Standard]\n      - { id: 0, names: [Other] }",
                [
                    "carriers.yaml:11: 'id' of entry 2 of 'services' is 0, which stands twice among the services"
                ]
            ),
            (
                "carriers.yaml", "[Standard]", "[]",
                ["carriers.yaml:10: 'names' of entry 1 of 'services' must have at least one name"]
            ),
            (
                "carriers.yaml", "value_max: 3000000", "value_max: 99",
                [
                    "carriers.yaml:11: the insured values are upside down: from 100 to 99 fen"
                ]
            ),
            (
                "carriers.yaml", "weight_max: 50.5", "weight_max: 0",
                [
                    "carriers.yaml:12: 'weight_max' must be a number from 0.001 to 1000000.0, without quotes"
                ]
            ),
            (
                "carriers.yaml", "ZTO_bagAddr", "ZTO##bag",
                [
                    "carriers.yaml:14: bag_key must not hold ## or start or end with #: WaybillData separates by ##"
                ]
            ),
            // Names that must be somewhere else too.
            (
                "accounts.yaml", "carrier: ZTO", "carrier: STO",
                [
                    "accounts.yaml:2: 'carrier' of entry 1 is wrong: "
                        + "there is no carrier 'STO' in carriers.yaml; known are ZTO"
                ]
            ),
            (
                "apps.yaml", "carrier: ZTO", "carrier: STO",
                [
                    "apps.yaml:5: 'carrier' of entry 1 is wrong: "
                        + "there is no carrier 'STO' in carriers.yaml; known are ZTO"
                ]
            ),
            (
                "routes.csv", "ZTO,440000", "STO,440000",
                [
                    "routes.csv:2: there is no carrier 'STO' in carriers.yaml; known are ZTO"
                ]
            ),
            ("routes.csv", "ZTO,440000", "ZTO,440300", ["routes.csv:2: code 440300 is not in areas.csv"]),
            // Routes.
            (
                "routes.csv", "1-1-1", "1##1",
                [
                    "routes.csv:2: mark must not hold ## or start or end with #: WaybillData separates by ##"
                ]
            ),
            (
                "routes.csv", "bag,1-1-1", "#bag,1-1-1",
                [
                    "routes.csv:2: bag_address must not hold ## or start or end with #: WaybillData separates by ##"
                ]
            ),
            ("routes.csv", "bag,1-1-1", ",1-1-1", ["routes.csv:2: bag_address is empty"]),
            ("routes.csv", "true,true", "true,ja", ["routes.csv:2: delivers must be true or false"]),
            ("routes.csv", "440105", "440000", ["routes.csv:3: carrier and code 440000 stand on a line before"]),
            ("routes.csv", "440105", "44010x", ["routes.csv:3: code must have six digits and not start with 0"]),
            // CSV.
            ("routes.csv", "true,true", "true,true\nZTO", ["routes.csv:3: 1 column; must be 6"]),
            ("routes.csv", "true,true", "true,true,", ["routes.csv:2: 7 columns; must be 6"]),
            ("routes.csv", "bag,1-1-1", "bag 1-1-1", ["routes.csv:2: 5 columns; must be 6"]),
            ("routes.csv", "bag,1-1-1", "\"bag,1-1-1", ["routes.csv:2: a quote that is not closed on its line"]),
            (
                "routes.csv", "bag,1-1-1", "b\"ag,1-1-1",
                [
                    "routes.csv:2: a quote inside a field; put the whole field in quotes and double the quote"
                ]
            ),
            (
                "routes.csv", "bag,1-1-1", "\"b\"ag,1-1-1",
                [
                    "routes.csv:2: text after a closing quote; a quote inside a field is doubled"
                ]
            ),
            (
                "routes.csv", "carrier,code", "carriers,code",
                [
                    "routes.csv:1: the first line must be carrier,code,bag_address,mark,accepts,delivers"
                ]
            ),
            // Areas.
            (
                "areas.csv", "440105,A", "440100,A",
                [
                    "areas.csv:4: code 440100 stands on line 3 too", "routes.csv:3: code 440105 is not in areas.csv",
                ]
            ),
            ("areas.csv", "440105,A", "440105,", ["areas.csv:4: name is empty"]),
            ("areas.csv", "Haizhu", "Haizhu||", ["areas.csv:4: an empty spelling between |"]),
            ("areas.csv", "440100,C", "440200,C", ["areas.csv:4: code 440105 has no city: 440100 is missing"]),
            (
                "areas.csv", "440100,C,Guangzhou", "440106,B,\n440107,D,\n440108,E,",
                [
                    "areas.csv:3: code 440106 has no city: 440100 is missing, also for 440107, 440108 and 440105"
                ]
            ),
            (
                "areas.csv", "440100,C,Guangzhou", "440106,B,\n510101,D,\n520101,E,\n440108,F,\n440109,G,\n440110,H,",
                [
                    "areas.csv:3: code 440106 has no city: 440100 is missing, "
                        + "also for 440108, 440109, 440110 and 1 more",
                    "areas.csv:4: code 510101 has no province: 510000 is missing",
                    "areas.csv:5: code 520101 has no province: 520000 is missing",
                ]
            ),
            (
                "areas.csv", "440100,C,Guangzhou", "440100,C,Guangzhou\n440106,A,Other",
                [
                    "areas.csv:5: code 440105: its name is another's too in 440100"
                ]
            ),
            // Secrets.
            (
                "apps.yaml", "push_token: token123", "push_token: to-ken",
                [
                    "apps.yaml:6: 'push_token' of entry 1 must have 3 to 32 letters and digits, as WeChat asks"
                ]
            ),
            (
                "apps.yaml", "    push_token: token123", "",
                [
                    "apps.yaml:2: entry 1 lacks one of push_token, push_token_file, push_token_env"
                ]
            ),
            (
                "apps.yaml", "push_token: token123", "push_token: token123\n    push_token_env: A",
                [
                    "apps.yaml:7: 'push_token_env' of entry 1 is one too many: "
                        + "give one of push_token, push_token_file, push_token_env"
                ]
            ),
            (
                "apps.yaml", "push_token: token123", "push_token_env: NOT_SET",
                [
                    "apps.yaml:6: 'push_token_env' of entry 1 names the environment variable NOT_SET, which is not set"
                ]
            ),
            (
                "accounts.yaml", "password: xyz123", "password_file: none",
                [
                    "accounts.yaml:4: 'password_file' of entry 1 names none, which cannot be found; "
                        + "create it or correct its name"
                ]
            ),
            (
                "accounts.yaml", "password: xyz123", "password_env: EMPTY",
                [
                    "accounts.yaml:4: 'password_env' of entry 1 gives a secret that is empty"
                ]
            ),
        ])
    func wrong(file: String, old: String, new: String, faults: [String]) throws {
        let folder = try Folder()
        try folder.replace(old, by: new, in: file)
        #expect(folder.faults(environment: ["EMPTY": ""]) == faults)
    }

    @Test("Entries that stand twice are refused with both lines")
    func twice() throws {
        let folder = try Folder()
        for name in ["carriers.yaml", "apps.yaml", "accounts.yaml"] {
            let text = try #require(Folder.files[name])
            let entry = text.split(separator: "\n").dropFirst().joined(separator: "\n")
            try folder.write(name, text + "\n" + entry + "\n")
        }
        try folder.write("accounts.yaml", try #require(Folder.files["accounts.yaml"]).replacing("ZTO", with: "STO"))
        #expect(folder.faults().last?.hasSuffix("there is no carrier 'STO' in carriers.yaml; known are ZTO") == true)
        let accounts = try #require(Folder.files["accounts.yaml"])
        try folder.write("accounts.yaml", accounts + accounts.replacing("accounts:", with: ""))
        #expect(
            folder.faults() == [
                "carriers.yaml:16: 'id' of entry 2 is ZTO, which stands on line 2 too",
                "carriers.yaml:19: 'issued' has numbers that overlap those of ZTO on line 5",
                "carriers.yaml:21: entry 1 of 'given' has numbers that overlap those of ZTO on line 7",
                "apps.yaml:7: 'name' of entry 2 is zto, which stands on line 2 too",
                "apps.yaml:8: 'user_name' of entry 2 is gh_abcdefg, which stands on line 3 too",
                "accounts.yaml:6: 'biz_id' of entry 2 stands with the same carrier on line 3 too",
            ])
    }

    @Test("Numbers of two carriers may not overlap either")
    func carriersOverlap() throws {
        let folder = try Folder()
        let text = try #require(Folder.files["carriers.yaml"])
        let other = text.replacing("carriers:\n", with: "").replacing("id: ZTO", with: "id: TEST")
        try folder.write("carriers.yaml", text + "\n" + other.replacing("prefix: \"12345\"", with: "prefix: \"54321\""))
        #expect(folder.faults() == ["carriers.yaml:19: 'issued' has numbers that overlap those of ZTO on line 5"])
    }

    @Test("Files that are missing, empty or not UTF-8 are named", arguments: Folder.files.keys.sorted())
    func files(name: String) throws {
        let folder = try Folder()
        try folder.write(name, bytes: Array("a\nb\n".utf8) + [0xff, 0x0a])
        #expect(folder.faults().first == "\(name):3: not UTF-8; save the file as UTF-8")
        try folder.write(name, "")
        #expect(folder.faults().first?.hasPrefix("\(name): empty") == true)
        try folder.remove(name)
        #expect(folder.faults().first?.hasPrefix("\(name): cannot be") == true)
        try FileManager.default.createDirectory(atPath: folder.path + "/" + name, withIntermediateDirectories: false)
        #expect(folder.faults().first == "\(name): is a folder; a file is needed")
    }

    @Test("All files are checked before the start stops, and at most twenty faults are listed")
    func collected() throws {
        let folder = try Folder()
        try folder.replace("can_cancel: true", by: "can_cancel: 1", in: "carriers.yaml")
        try folder.replace("token123", by: "t", in: "apps.yaml")
        try folder.replace("true,true", by: "1,1", in: "routes.csv")
        #expect(
            folder.faults().map { $0.prefix { $0 != " " } } == ["carriers.yaml:13:", "apps.yaml:6:", "routes.csv:2:"])
        let rows = (0..<30).map { "ZTO,\(500_000 + $0),bag,1-1-1,true,true\n" }.joined()
        try folder.write("routes.csv", "carrier,code,bag_address,mark,accepts,delivers\n" + rows)
        let faults = folder.faults()
        #expect(faults.count == 21)
        #expect(faults.last == "and 12 more")
    }
}
