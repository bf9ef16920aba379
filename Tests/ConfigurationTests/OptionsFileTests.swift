import Files
import Testing

@testable import Configuration

@Suite("Options file")
struct OptionsFileTests {
    static func load(_ text: String) throws -> [OptionEntry] {
        let folder = try Folder()
        try folder.write("waybill.yaml", text)
        return try loadOptions(file: folder.path + "/waybill.yaml")
    }

    @Test("Values are texts as they were written, each with its line")
    func values() throws {
        let options = try Self.load(
            "listen: 127.0.0.1:8080\n# of two cores\nworkers: 4\ndeadline: 4800ms\nquiet: true\nname: \"a b\"\n")
        #expect(
            options == [
                OptionEntry(name: "listen", value: "127.0.0.1:8080", line: 1),
                OptionEntry(name: "workers", value: "4", line: 3),
                OptionEntry(name: "deadline", value: "4800ms", line: 4),
                OptionEntry(name: "quiet", value: "true", line: 5), OptionEntry(name: "name", value: "a b", line: 6),
            ])
    }

    @Test("A file of nothing but comments has no options", arguments: ["", "\n", "# listen: 1\n\n  # data: x\r\n"])
    func blank(text: String) throws {
        #expect(try Self.load(text).isEmpty)
    }

    @Test(
        "What is wrong is said with file and line",
        arguments: [
            ("a: 1\nb: [1]\n", ":2: 'b' must be text"), ("a:\n", ":1: 'a' must have a value"),
            ("- a\n", ":1: must be a mapping (key: value)"), ("a: {b: 1}", ":1: 'a' must be text"),
        ])
    func wrong(text: String, fault: String) throws {
        do {
            _ = try Self.load(text)
            Issue.record("not refused")
        } catch let error as ConfigurationFailure {
            #expect(error.description.hasSuffix("waybill.yaml" + fault))
        }
    }

    @Test("A file that is not there is named")
    func missing() {
        #expect(throws: ConfigurationFailure.self) { try loadOptions(file: "/none/waybill.yaml") }
    }
}
