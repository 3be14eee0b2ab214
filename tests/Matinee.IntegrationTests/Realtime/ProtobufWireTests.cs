using System.Text.Json;
using Xunit;

namespace Matinee.IntegrationTests.Realtime;

/// <summary>The binary wire, read and written by protobufjs from a schema of its own.</summary>
public sealed class ProtobufWireTests
{
    [Fact]
    public async Task Another_encoder_understands_every_frame_and_would_have_written_the_same()
    {
        await using var host = await RealtimeHost.StartAsync();

        var output = await SdkRun.NodeAsync("frames.cjs", host.Address);

        using var document = JsonDocument.Parse(output);
        Assert.InRange(document.RootElement.GetProperty("frames").GetInt32(), 20, 1000);
    }
}
