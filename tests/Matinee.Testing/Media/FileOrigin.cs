using System.Collections.Concurrent;
using Matinee.Media.Ffmpeg;

namespace Matinee.Testing.Media;

/// <summary>A file as a remote store would give it, which can be made to break.</summary>
public sealed class FileOrigin(string path) : IRangeOrigin
{
    private readonly ConcurrentQueue<(long From, long? To)> _requests = [];

    /// <summary>What was asked for, in order.</summary>
    public IReadOnlyCollection<(long From, long? To)> Requests => _requests;

    /// <summary>Bytes after which each answer breaks off; null for none.</summary>
    public long? BreaksAfter { get; set; }

    /// <summary>Called with the number of the request (from 1) before it is answered; throw to refuse.</summary>
    public Func<int, CancellationToken, Task> Before { get; set; } = static (_, _) => Task.CompletedTask;

    /// <summary>The size that answers tell; that of the file where it is null.</summary>
    public long? ClaimedBytes { get; set; }

    public async Task<RangeAnswer> OpenAsync(long from, long? to, CancellationToken cancellationToken)
    {
        _requests.Enqueue((from, to));
        await Before(_requests.Count, cancellationToken);
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0, useAsync: true);
        var last = Math.Min(to ?? long.MaxValue, file.Length - 1);
        file.Position = Math.Min(from, file.Length);
        return new RangeAnswer(ClaimedBytes ?? file.Length, from, last, new Piece(file, Math.Min(last + 1 - from, BreaksAfter ?? long.MaxValue)));
    }

    /// <summary>The next so many bytes of a file, then its end.</summary>
    private sealed class Piece(FileStream file, long left) : Stream
    {
        private long _left = left;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await file.ReadAsync(buffer[..(int)Math.Min(buffer.Length, Math.Max(0, _left))], cancellationToken);
            _left -= read;
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                file.Dispose();
            base.Dispose(disposing);
        }
    }
}
