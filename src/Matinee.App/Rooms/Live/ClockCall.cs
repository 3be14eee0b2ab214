using System.Buffers;
using System.Text.Json;
using Matinee.Realtime.Admission;

namespace Matinee.App.Rooms.Live;

/// <summary><c>clock</c>: cluster time at receiving and at sending, so that players find out how far theirs is from it.</summary>
internal static class ClockCall
{
    public const string Method = "clock";

    public static RpcAnswered Answer(ReadOnlyMemory<byte> payload, RoomClock clock)
    {
        var received = clock.Now;
        var buffer = new ArrayBufferWriter<byte>(128);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteNumber("t0", Echo(payload));
            writer.WriteNumber("received", received);
            writer.WriteNumber("uncertaintyMs", clock.UncertaintyMs);
            writer.WriteNumber("sent", clock.Now);
            writer.WriteEndObject();
        }

        return new(buffer.WrittenSpan.ToArray());
    }

    private static double Echo(ReadOnlyMemory<byte> payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("t0", out var t0)
                && t0.ValueKind == JsonValueKind.Number && t0.TryGetDouble(out var number) ? number : 0;
        }
        catch (JsonException)
        {
            return 0;
        }
    }
}
