using System.Globalization;

namespace Matinee.Cluster.Etcd;

/// <summary>The room under a member's folder. etcd ends where it finds none, and begins again where it stopped.</summary>
internal sealed class EtcdDisk(string folder)
{
    private const long Megabyte = 1024 * 1024;

    /// <summary>What etcd's database grows by at a time.</summary>
    private const long Least = 16 * Megabyte;

    /// <summary>In words; null while there is room, or it cannot be told.</summary>
    public string? Trouble
    {
        get
        {
            try
            {
                return new DriveInfo(folder).AvailableFreeSpace is var free and < Least
                    ? string.Create(CultureInfo.InvariantCulture, $"no space is left on the disk of {folder}: {free / Megabyte} MB, and the member needs {Least / Megabyte}")
                    : null;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }
}
