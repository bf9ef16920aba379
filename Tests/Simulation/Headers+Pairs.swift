internal import Log

struct HeaderPair: Equatable {
    let name: String
    let value: [UInt8]?
}

extension Headers {
    /// In their order.
    var pairs: [HeaderPair] {
        var pairs: [HeaderPair] = []
        func add(_ name: String, _ value: ArraySlice<UInt8>?) {
            pairs.append(HeaderPair(name: name, value: value.map(Array.init)))
        }
        forEach(add)
        return pairs
    }
}
