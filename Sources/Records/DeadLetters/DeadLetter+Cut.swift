internal import Log

extension DeadLetter {
    static func byteCount(of letter: NewRecord) -> Int {
        (letter.key?.count ?? 0) + (letter.value?.count ?? 0) + letter.headers.bytes.count
    }

    /// Leaves as much of the input as the bound lets stand beside what is said of the failure, and says what is
    /// missing.
    static func cut(_ letter: inout NewRecord, to byteCountMax: Int, _ input: Record, _ failure: Headers) {
        var headers = Headers()
        headers.append(input.headers, except: Name.ours + Name.omissions)
        let room = byteCountMax - failure.bytes.count - RecordLimits.omissionByteCountMax
        let share = Shares(
            of: max(0, room), key: input.key?.count ?? 0, value: input.value?.count ?? 0,
            headers: min(headers.bytes.count, RecordLimits.inheritedByteCountMax))
        letter.key = input.key.map { Array($0.prefix(share.key)) }
        letter.value = input.value.map { Array($0.prefix(share.value)) }
        let (kept, omittedCount) = headers.prefix(byteCountMax: share.headers)
        letter.headers = kept
        letter.headers.append(failure)
        let omission = input.omission ?? Record.Omission()
        let valueByteCount = (input.value?.count ?? 0) + omission.valueByteCount
        if letter.value?.count ?? 0 < valueByteCount {
            letter.headers.append(Name.valueByteCount, String(valueByteCount))
        }
        let keyByteCount = (input.key?.count ?? 0) + omission.keyByteCount
        if letter.key?.count ?? 0 < keyByteCount { letter.headers.append(Name.keyByteCount, String(keyByteCount)) }
        let headerCount = omission.headerCount.map { $0 + omittedCount }
        if headerCount != 0 {
            letter.headers.append(Name.omittedHeaderCount, headerCount.map { String($0) } ?? "unknown")
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
