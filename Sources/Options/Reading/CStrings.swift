internal import Glibc

/// Copies of strings that C may keep and move around until the copies are given back.
@safe struct CStrings: ~Copyable {
    private var copies: [UnsafeMutablePointer<CChar>?]

    init() { unsafe copies = [] }

    /// strdup(3): a copy of its own; nil only without memory.
    mutating func copy(_ text: String) -> UnsafeMutablePointer<CChar>? {
        let copy = unsafe strdup(text)
        unsafe copies.append(copy)
        return unsafe copy
    }

    deinit {
        // free(3) takes what strdup gave, once each; free(NULL) does nothing.
        for index in unsafe copies.indices { unsafe free(copies[index]) }
    }
}
