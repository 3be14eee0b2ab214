using System.Globalization;
using System.Text;

namespace Matinee.App.Pages.Admin;

/// <summary>The workers for spreadsheets (RFC 4180).</summary>
internal static class WorkerCsv
{
    public const string Head =
        "id,name,status,reason,slots,active,frames_per_second,encoders,ffmpeg,cores,memory_bytes,address,completed_day,failed_day,lost_day,last_heartbeat_at\r\n";

    public static string Text(IEnumerable<WorkerFace> workers)
    {
        var text = new StringBuilder(Head);
        foreach (var worker in workers)
        {
            object?[] cells =
            [
                worker.Id, worker.Name, worker.Status, worker.Reason, worker.Slots, worker.Active, Math.Round(worker.FramesPerSecond, 1),
                string.Join(' ', worker.Encoders.Select(encoder => encoder.Name)), worker.Ffmpeg, worker.Cores, worker.MemoryBytes, worker.Address,
                worker.Tally.Completed, worker.Tally.Failed, worker.Tally.Lost,
                DateTimeOffset.FromUnixTimeMilliseconds(worker.HeartbeatAt).UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            ];
            text.AppendJoin(',', cells.Select(VideoCsv.Cell)).Append("\r\n");
        }

        return text.ToString();
    }
}
