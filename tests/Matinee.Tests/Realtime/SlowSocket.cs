using System.Diagnostics;
using System.Text;

namespace Matinee.Tests.Realtime;

/// <summary>The way to a member: takes its time for a write, remembers what was written, and tells when so many publications have come.</summary>
internal sealed class SlowSocket(TimeSpan each, int wanted) : Stream
{
    private readonly StringBuilder _received = new();
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Writes { get; private set; }

    public Task Complete => _complete.Task;

    /// <summary>The numbers of the publications, in the order in which they came.</summary>
    public IReadOnlyList<int> Numbers => [.. _received.ToString().Split("\"n\":").Skip(1).Select(rest => int.Parse(rest[..rest.IndexOf('}', StringComparison.Ordinal)], System.Globalization.CultureInfo.InvariantCulture))];

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        for (var since = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(since) < each;)
            Thread.SpinWait(10);
        Writes++;
        _received.Append(Encoding.Latin1.GetString(buffer.Span));
        if (Numbers.Count >= wanted)
            _complete.TrySetResult();
        return ValueTask.CompletedTask;
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
