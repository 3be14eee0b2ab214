namespace Matinee.App.Uploads;

/// <summary>The uploads that this process has in memory. An idle one is forgotten; its hash is then read back when it resumes.</summary>
internal sealed class IncomingUploads(TimeProvider time) : IDisposable
{
    private static readonly TimeSpan IdleAfter = TimeSpan.FromMinutes(30);

    private readonly Lock _lock = new();
    private readonly Dictionary<UploadId, IncomingUpload> _uploads = [];

    public int Count
    {
        get
        {
            lock (_lock)
                return _uploads.Count;
        }
    }

    public Reference Open(UploadId id)
    {
        lock (_lock)
        {
            if (!_uploads.TryGetValue(id, out var upload))
                _uploads[id] = upload = new IncomingUpload();
            upload.References++;
            return new Reference(this, upload);
        }
    }

    /// <summary>True while a request works on it.</summary>
    public bool IsInUse(UploadId id)
    {
        lock (_lock)
            return _uploads.TryGetValue(id, out var upload) && upload.References > 0;
    }

    public void ForgetIdle()
    {
        lock (_lock)
        {
            foreach (var (id, upload) in _uploads.Where(u => u.Value.References == 0 && time.GetElapsedTime(u.Value.LastUsed) > IdleAfter).ToArray())
            {
                _uploads.Remove(id);
                upload.Dispose();
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var upload in _uploads.Values)
                upload.Dispose();
            _uploads.Clear();
        }
    }

    private void Release(IncomingUpload upload)
    {
        lock (_lock)
        {
            upload.References--;
            upload.LastUsed = time.GetTimestamp();
        }
    }

    internal sealed class Reference(IncomingUploads owner, IncomingUpload upload) : IDisposable
    {
        public IncomingUpload Upload { get; } = upload;

        public void Dispose() => owner.Release(Upload);
    }
}
