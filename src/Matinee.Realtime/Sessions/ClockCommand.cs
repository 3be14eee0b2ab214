using System.Buffers;
using System.Text.Json;
using Matinee.Realtime.Clocks;
using Matinee.Realtime.Protocol;

namespace Matinee.Realtime.Sessions;

/// <summary>The call <c>clock {t0}</c>: when it was received and answered, in cluster time, so that a client can work out its own distance to it.</summary>
internal static class ClockCommand
{
    public const string Method = "clock";

    public static ReadOnlyMemory<byte> Answer(ClusterClock clock, ReadOnlyMemory<byte> payload)
    {
        var received = clock.Milliseconds;
        var t0 = ReadT0(payload);
        var buffer = new ArrayBufferWriter<byte>(160);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            if (t0 is { } given)
                writer.WriteNumber("t0"u8, given);
            writer.WriteNumber("received"u8, Math.Round(received, 3));
            if (clock.Uncertainty is var uncertainty && double.IsFinite(uncertainty))
                writer.WriteNumber("uncertaintyMs"u8, Math.Round(uncertainty, 3));
            writer.WriteNumber("sent"u8, Math.Round(clock.Milliseconds, 3));
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static double? ReadT0(ReadOnlyMemory<byte> payload)
    {
        if (payload.IsEmpty)
            return null;
        try
        {
            using var document = JsonDocument.Parse(payload);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("t0"u8, out var t0) && t0.ValueKind == JsonValueKind.Number
                ? t0.GetDouble()
                : null;
        }
        catch (JsonException)
        {
            throw new RefusedException(RealtimeErrors.BadRequest);
        }
    }
}
