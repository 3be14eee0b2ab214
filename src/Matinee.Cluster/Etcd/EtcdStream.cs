using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Matinee.Cluster.Etcd;

/// <summary>An answer of many messages, one a line.</summary>
internal sealed class EtcdStream<T>(HttpResponseMessage response, JsonTypeInfo<Streamed<T>> answered) : IAsyncDisposable where T : class
{
    /// <summary>etcd cuts its own messages at about 2 MiB, which base64 makes longer.</summary>
    private const int LongestLine = 8 * 1024 * 1024;

    private PipeReader? _reader;

    /// <returns>Null at the end.</returns>
    /// <exception cref="EtcdFault">etcd ended it with an error.</exception>
    /// <exception cref="AnswerTooLargeException">A message is longer than any of etcd's.</exception>
    public async Task<T?> NextAsync(CancellationToken cancellationToken)
    {
        _reader ??= PipeReader.Create(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (true)
        {
            var read = await _reader.ReadAsync(cancellationToken);
            if (read.Buffer.PositionOf((byte)'\n') is { } end)
            {
                var message = MessageOf(read.Buffer.Slice(0, end));
                _reader.AdvanceTo(read.Buffer.GetPosition(1, end));
                return message;
            }

            if (read.IsCompleted)
                return null;
            if (read.Buffer.Length > LongestLine)
                throw new AnswerTooLargeException(LongestLine);
            _reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_reader is not null)
            await _reader.CompleteAsync();
        response.Dispose();
    }

    private T MessageOf(ReadOnlySequence<byte> line)
    {
        var json = new Utf8JsonReader(line);
        var message = JsonSerializer.Deserialize(ref json, answered);
        if (message?.Error is { } error)
            throw new EtcdFault(Math.Max(error.GrpcCode, error.Code), error.Message ?? "etcd gave no reason.");
        return message?.Result ?? throw new JsonException("A message of etcd is neither a result nor an error.");
    }
}
