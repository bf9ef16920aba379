internal import Log
internal import Testing

@Suite struct HeadersTests {
    @Test func `headers keep their order, their repeats and their nulls`() {
        var headers = Headers()
        #expect(headers.isEmpty)
        headers.append("b", "1")
        headers.append("a", [0, 255])
        headers.appendNull("b")
        headers.append("", "")
        var seen: [String] = []
        for (name, value) in headers { seen.append("\(name)=\(value.map { "\(Array($0))" } ?? "null")") }
        #expect(seen == ["b=[49]", "a=[0, 255]", "b=null", "=[]"])
        #expect(!headers.isEmpty)
    }

    @Test func `a name finds its first header that is not null`() {
        var headers = Headers()
        headers.appendNull("x")
        headers.append("x", "one")
        headers.append("x", "two")
        headers.append("empty", "")
        #expect(headers.text("x") == "one")
        #expect(headers["x"].map(Array.init) == Array("one".utf8))
        #expect(headers.text("empty") == "")
        #expect(headers["X"] == nil)
        #expect(headers["y"] == nil)
    }

    @Test func `the bytes are laid out as documented`() {
        var headers = Headers()
        headers.append("ab", "c")
        headers.appendNull("d")
        #expect(headers.bytes == [0, 2, 97, 98, 0, 0, 0, 1, 99, 0, 1, 100, 255, 255, 255, 255])
        #expect(Headers(bytes: headers.bytes) == headers)
        #expect(Headers(bytes: []) == Headers())
    }

    @Test func `bytes that are not whole headers are refused`() {
        var headers = Headers()
        headers.append("name", "value")
        headers.append("other", "more")
        let boundary = 2 + 4 + 4 + 5
        for count in 1..<headers.bytes.count where count != boundary {
            #expect(Headers(bytes: Array(headers.bytes.prefix(count))) == nil, "cut after \(count) bytes")
        }
        #expect(Headers(bytes: [0, 0, 255, 255, 255, 254]) == nil)
        #expect(Headers(bytes: [0, 0, 127, 255, 255, 255, 1]) == nil)
    }

    @Test(arguments: [0, 7, 8, 15, 16, 24, 25, 99])
    func `the first headers within a bound are kept, and the others counted`(bound: Int) {
        var headers = Headers()
        headers.append("a", "1")
        headers.append("b", "2")
        headers.appendNull("ccc")
        let starts = [0, 8, 16, headers.bytes.count]
        let kept = starts.lastIndex { $0 <= bound } ?? 0
        let (prefix, omittedCount) = headers.prefix(byteCountMax: bound)
        #expect(prefix == Headers(bytes: Array(headers.bytes[..<starts[kept]])))
        #expect(omittedCount == 3 - kept)
    }

    @Test func `a name that is too long is refused and leaves nothing`() {
        var headers = Headers()
        let longest = String(repeating: "n", count: 65_535)
        let isTooLongTaken = headers.append(longest + "n", "value")
        #expect(!isTooLongTaken)
        #expect(headers.isEmpty)
        let isLongestTaken = headers.append(longest, "value")
        #expect(isLongestTaken)
        #expect(headers.text(longest) == "value")
    }
}
