internal import Log

extension DeadLetter {
    /// The parts of its record: the input's, with what is said of the failure behind its headers.
    struct Parts {
        private(set) var key: ArraySlice<UInt8>?
        private(set) var value: ArraySlice<UInt8>?
        private(set) var headers: Headers

        init(of input: Record, _ failure: Headers, byteCountMax: Int) {
            (key, value) = (input.key?[...], input.value?[...])
            headers = Headers(capacity: input.headers.bytes.count + failure.bytes.count)
            // Those of an earlier failure are said anew.
            headers.append(input.headers, except: Name.ours)
            headers.append(failure)
            let byteCount = (key?.count ?? 0) + (value?.count ?? 0) + headers.bytes.count
            guard
                input.omission != nil || byteCount > byteCountMax
                    || input.headers.bytes.count > RecordLimits.inheritedByteCountMax
            else { return }
            cut(to: byteCountMax, input, failure)
        }

        /// Leaves as much of the input as the bound lets stand beside what is said of the failure, and says what is
        /// missing.
        private mutating func cut(to byteCountMax: Int, _ input: Record, _ failure: Headers) {
            var inherited = Headers()
            inherited.append(input.headers, except: Name.ours + Name.omissions)
            let room = byteCountMax - failure.bytes.count - RecordLimits.omissionByteCountMax
            let share = Shares(
                of: max(0, room), key: input.key?.count ?? 0, value: input.value?.count ?? 0,
                headers: min(inherited.bytes.count, RecordLimits.inheritedByteCountMax))
            (key, value) = (input.key?.prefix(share.key), input.value?.prefix(share.value))
            let omittedCount: Int
            (headers, omittedCount) = inherited.prefix(byteCountMax: share.headers)
            headers.append(failure)
            let omission = input.omission ?? Record.Omission()
            let valueByteCount = (input.value?.count ?? 0) + omission.valueByteCount
            if value?.count ?? 0 < valueByteCount { headers.append(Name.valueByteCount, String(valueByteCount)) }
            let keyByteCount = (input.key?.count ?? 0) + omission.keyByteCount
            if key?.count ?? 0 < keyByteCount { headers.append(Name.keyByteCount, String(keyByteCount)) }
            let headerCount = omission.headerCount.map { $0 + omittedCount }
            if headerCount != 0 {
                headers.append(Name.omittedHeaderCount, headerCount.map { String($0) } ?? "unknown")
            }
        }
    }

    /// How many bytes of an input's parts stand in its dead letter. A little of key and headers goes before the value,
    /// all of the value before the rest of them.
    private struct Shares {
        let key, value, headers: Int

        init(of room: Int, key keyCount: Int, value valueCount: Int, headers headersCount: Int) {
            var left = room
            func take(_ count: Int) -> Int {
                let taken = min(count, left)
                left -= taken
                return taken
            }
            let shareMax = min(RecordLimits.shareByteCountMax, room / 4)
            let keyShare = take(min(keyCount, shareMax))
            let headersShare = take(min(headersCount, shareMax))
            value = take(valueCount)
            headers = headersShare + take(headersCount - headersShare)
            key = keyShare + take(keyCount - keyShare)
        }
    }
}
