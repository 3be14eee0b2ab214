namespace Matinee.Media.Probing;

/// <summary>The little that is read from a file's own bytes, where ffprobe's answer says too little.</summary>
internal static class FileSignature
{
    /// <summary>The index of an MP4 stands at its start or its end; what says "encrypted" is at the index's start.</summary>
    private const int Window = 4 * 1024 * 1024;

    /// <summary>Begins like MP4, MOV or Matroska: when its index is missing, the file was cut, and is not something else.</summary>
    public static async Task<bool> IsIndexedAsync(MediaSource source, CancellationToken cancellationToken)
    {
        byte[] head = new byte[12];
        return await source.ReadAsync(0, head, cancellationToken) == head.Length && IsIndexed(head);
    }

    /// <summary>
    /// A sinf box that starts with frma (ISO/IEC 14496-12, 8.12): common encryption. libavformat shows such a track under its
    /// original name, and a decoder makes noise of it without an error.
    /// </summary>
    public static async Task<bool> IsEncryptedAsync(MediaSource source, long length, CancellationToken cancellationToken) =>
        await HoldsAsync(source, 0, length, cancellationToken)
        || (length > Window && await HoldsAsync(source, Math.Max(0, length - Window), length, cancellationToken));

    private static bool IsIndexed(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> type = head[4..8];
        return head.StartsWith((ReadOnlySpan<byte>)[0x1a, 0x45, 0xdf, 0xa3])
            || type.SequenceEqual("ftyp"u8) || type.SequenceEqual("moov"u8) || type.SequenceEqual("mdat"u8)
            || type.SequenceEqual("wide"u8) || type.SequenceEqual("free"u8) || type.SequenceEqual("skip"u8);
    }

    private static async Task<bool> HoldsAsync(MediaSource source, long from, long length, CancellationToken cancellationToken)
    {
        byte[] bytes = new byte[(int)Math.Min(Window, length - from)];
        int read = await source.ReadAsync(from, bytes, cancellationToken);
        return bytes.AsSpan(0, read).IndexOf("sinf\0\0\0\u000cfrma"u8) >= 0;
    }
}
