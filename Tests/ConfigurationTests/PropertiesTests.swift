import Files
import Testing

@testable import Configuration

/// Properties of librdkafka in a file, as kcat -F takes them.
struct PropertiesTests {
    @Test func namesAndValues() throws {
        let folder = try Folder()
        try folder.write("kafka.properties", "# ours\n\nsecurity.protocol = SASL_SSL\r\nsasl.password=a=b #c\n")
        let properties = try loadProperties(file: folder.path + "/kafka.properties")
        #expect(properties == ["security.protocol": "SASL_SSL", "sasl.password": "a=b #c"])
    }

    @Test func anEmptyFileHasNone() throws {
        let folder = try Folder()
        try folder.write("kafka.properties", "")
        #expect(try loadProperties(file: folder.path + "/kafka.properties").isEmpty)
    }

    @Test(arguments: [
        ("a=1\nsasl.password secret\n", ":2: must be name=value"), ("=secret\n", ":1: must be name=value"),
        ("a=1\nb=2\na=secret\n", ":3: a is given twice"),
    ])
    func aFaultIsNamedByItsLineAndWithoutTheValue(text: String, message: String) throws {
        let folder = try Folder()
        try folder.write("kafka.properties", text)
        let failure = try #require(throws: ConfigurationFailure.self) {
            try loadProperties(file: folder.path + "/kafka.properties")
        }
        #expect(failure.description.hasSuffix(message))
        #expect(!failure.description.contains("secret"))
    }
}
