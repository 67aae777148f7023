import { expose } from 'comlink';
import { SegmentationService } from './service';

expose(new SegmentationService());
