using Matinee.App.Nodes.Members;
using Matinee.App.Streams.Ingest;
using Matinee.App.Streams.Records;

namespace Matinee.App.Streams.Audience;

/// <summary>How many streams there are, and how many of them this node has to do with.</summary>
internal sealed class StreamCensus(StreamDirectory directory, StreamAudience audience, IngestMeters ingest) : IStreamCensus
{
    public int Active => directory.Active;

    public int Here => audience.Watched.Union(ingest.Pushed).Count();
}
