import Files
import Foundation
import Testing

@testable import Configuration
@testable import Waybill

/// What people and spreadsheets do to files without meaning anything by it, and folders that are not there.
@Suite("Files from many hands")
struct HandsTests {
    @Test(
        "A row that is blank is nothing, as spreadsheets leave one",
        arguments: ["", " ", ",,,,,", " ,\t,,,,", "\"\"", ",,,"])
    func blankRows(row: String) throws {
        let folder = try Folder()
        for name in ["areas.csv", "routes.csv"] {
            try folder.write(name, Folder.files[name, default: ""] + "\n\(row)\n")
        }
        #expect(folder.faults() == [])
    }

    @Test("A boolean is taken as people and spreadsheets write it", arguments: ["TRUE", "True", "true", "YES", "yes"])
    func booleans(yes: String) throws {
        let folder = try Folder()
        let no = ["TRUE": "FALSE", "True": "False", "true": "false", "YES": "NO", "yes": "no"][yes, default: ""]
        try folder.replace("true,false", by: "\(yes),\(no)", in: "routes.csv")
        try folder.replace("password", by: "active: \(no)\n    password", in: "accounts.yaml")
        let reference = try folder.load().reference
        let code = reference.gazetteer.locate(province: "Guangdong", city: "Guangzhou", area: "Haizhu")
        let route = reference.carrier("ZTO")?.routes.route(for: code)
        #expect(route?.accepts == true && route?.delivers == false)
        #expect(reference.account(carrier: "ZTO", bizID: "xyz")?.isActive == false)
    }

    @Test("A folder that is missing, or is a file, is one fault")
    func noFolder() throws {
        let folder = try Folder()
        let faults = [
            "none": "cannot be found; create it or correct its name", "areas.csv": "is a file; a folder is needed",
        ]
        for (name, fault) in faults {
            let path = path(name, in: folder.path)
            let error = #expect(throws: ConfigurationFailure.self) {
                _ = try loadReference(folder: path, environment: [:]) { _, _, _ in .zero }
            }
            #expect(error?.description == "\(path): \(fault) (the folder of the configuration)")
            let topics = #expect(throws: ConfigurationFailure.self) { _ = try loadTopics(folder: path) }
            #expect(topics?.description == "\(path): \(fault) (the folder of the topics' files)")
        }
    }

    @Test("Comments, empty lines, CRLF and a byte order mark are no faults")
    func lines() throws {
        let folder = try Folder()
        let text =
            "\u{feff}# head\r\n\r\ncode,name,spellings\r\n440000,P,\r\n# x\r\n440100,C,\r\n440105,A,\"Haizhu\"\r\n"
        try folder.write("areas.csv", text)
        #expect(folder.faults() == [])
        #expect(try folder.load().reference.gazetteer.locate(province: "P", city: "C", area: "haizhu").isFound)
    }
}

extension Location {
    fileprivate var isFound: Bool { if case .found = self { true } else { false } }
}
