/// One answer. Content-Length, Date and Connection are added on the way out.
package struct HTTPResponse: Sendable {
    /// 200...599; anything else is sent as 500.
    package var status: Int
    package var contentType: String
    package var body: [UInt8]
    package var headers: [HTTPHeader]
    /// Close the connection after this answer.
    package var close: Bool

    package init(
        status: Int = 200, contentType: String = "text/plain; charset=utf-8", body: [UInt8] = [],
        headers: [HTTPHeader] = [], close: Bool = false
    ) {
        self.status = status
        self.contentType = contentType
        self.body = body
        self.headers = headers
        self.close = close
    }

    /// Status and a line of text.
    package init(status: Int, text: String, headers: [HTTPHeader] = [], close: Bool = false) {
        self.init(status: status, body: Array(text.utf8), headers: headers, close: close)
    }

    /// What a client is told for which there is no time: come again.
    static let unavailable = HTTPResponse(
        status: 503, text: "try again\n", headers: [HTTPHeader(name: "Retry-After", value: "1")], close: true)
}

/// A header of an answer. One whose name is no token, or whose value holds a tab, a line break or a NUL, is left out of
/// the answer.
package struct HTTPHeader: Sendable {
    package var name: String
    package var value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}
