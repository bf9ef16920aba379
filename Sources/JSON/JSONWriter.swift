/// Writes one JSON document into bytes, without white space. Commas come by themselves; balancing begin and end, and
/// giving a key before each value of an object, is the caller's part. Every string is legal: what JSON does not allow
/// raw is escaped.
///
///     var writer = JSONWriter()
///     writer.beginObject()
///     writer.field("OrderID", order)
///     writer.endObject()
package struct JSONWriter: Sendable {
    /// What has been written so far.
    package private(set) var bytes: [UInt8] = []
    private var needsComma = false

    /// `capacity` is the number of bytes to make room for; the writer grows beyond it by itself.
    package init(capacity: Int = 256) {
        bytes.reserveCapacity(capacity)
    }

    /// Writes behind what stands in `bytes`, and leaves all of it there.
    package static func append(to bytes: inout [UInt8], _ write: (inout JSONWriter) -> Void) {
        var writer = JSONWriter(capacity: 0)
        swap(&writer.bytes, &bytes)
        write(&writer)
        swap(&writer.bytes, &bytes)
    }

    /// Opens an object.
    package mutating func beginObject() { begin(UInt8(ascii: "{")) }
    /// Closes the object opened last.
    package mutating func endObject() { end(UInt8(ascii: "}")) }
    /// Opens an array.
    package mutating func beginArray() { begin(UInt8(ascii: "[")) }
    /// Closes the array opened last.
    package mutating func endArray() { end(UInt8(ascii: "]")) }

    /// Opens an object under a key.
    package mutating func beginObject(_ name: StaticString) {
        key(name)
        beginObject()
    }

    /// Opens an array under a key.
    package mutating func beginArray(_ name: StaticString) {
        key(name)
        beginArray()
    }

    /// The key of the value written next: a name of ours, in which nothing has to be escaped.
    package mutating func key(_ name: StaticString) {
        bytes.append(addingCapacity: name.utf8CodeUnitCount &+ 4) { output in
            Self.append(key: name, needsComma: needsComma, to: &output)
        }
        needsComma = false
    }

    /// With its quotes and its colon, and the comma before it; there is room for four bytes more than its own.
    @inline(__always)
    private static func append(key name: StaticString, needsComma: Bool, to output: inout OutputSpan<UInt8>) {
        assert(JSONText.isPlain("\(name)".utf8.span))
        if needsComma { output.append(UInt8(ascii: ",")) }
        output.append(JSONText.quote)
        output.append(name)
        output.append(JSONText.quote)
        output.append(UInt8(ascii: ":"))
    }

    /// A string, escaped where JSON asks for it.
    package mutating func string(_ text: String) {
        separate()
        JSONText.append(text, to: &bytes)
    }

    /// A string of UTF-8 bytes; sequences that are not UTF-8 become U+FFFD.
    package mutating func string(utf8 text: ArraySlice<UInt8>) {
        separate()
        JSONText.append(utf8: text.span, to: &bytes)
    }

    /// An integer, all digits of it.
    package mutating func integer(_ value: Int64) {
        separate()
        JSONText.append(integer: value, to: &bytes)
    }

    /// As above.
    package mutating func integer(_ value: Int) { integer(Int64(value)) }

    /// The word true or false.
    package mutating func boolean(_ value: Bool) {
        separate()
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    private mutating func begin(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func end(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    /// Comes before every key and value.
    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }
}

/// A key and its value in one call.
extension JSONWriter {
    /// A key and a string.
    package mutating func field(_ name: StaticString, _ value: String) { field(name, checked: value.utf8.span) }

    /// A key and a string of bytes that are known to be UTF-8.
    package mutating func field(_ name: StaticString, checked text: Span<UInt8>) {
        guard JSONText.isPlain(text) else {
            self.key(name)
            separate()
            return JSONText.append(checked: text, to: &bytes)
        }
        // Nearly every field there is: in one step, since each looks whether the bytes are ours and have room.
        bytes.append(addingCapacity: name.utf8CodeUnitCount &+ text.count &+ 6) { output in
            Self.append(key: name, needsComma: needsComma, to: &output)
            output.append(JSONText.quote)
            output.append(text)
            output.append(JSONText.quote)
        }
        needsComma = true
    }

    /// A key and an integer.
    package mutating func field(_ name: StaticString, _ value: Int64) {
        key(name)
        integer(value)
    }

    /// As above.
    package mutating func field(_ name: StaticString, _ value: Int) { field(name, Int64(value)) }

    /// A key and true or false.
    package mutating func field(_ name: StaticString, _ value: Bool) {
        key(name)
        boolean(value)
    }

    /// A key and a string of 32 hexadecimal digits, in lower case.
    package mutating func field(_ name: StaticString, hexadecimal value: UInt128) {
        key(name)
        separate()
        JSONText.append(hexadecimal: value, to: &bytes)
    }

    /// A key and an object that is already JSON, all of it but its opening brace; it is the caller who knows that it
    /// is a legal one.
    package mutating func field(_ name: StaticString, objectTail json: ArraySlice<UInt8>) {
        key(name)
        beginObject()
        bytes.append(contentsOf: json)
        needsComma = true
    }

    /// A key and a decimal in millionths, as short as it goes: `20.5`, `15`, `-0.25`.
    package mutating func field(_ name: StaticString, millionths value: Int64) {
        key(name)
        separate()
        JSONText.append(millionths: value, to: &bytes)
    }
}
