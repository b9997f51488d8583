import { newScene } from '../sync/appointment-office.js'

test.each([4, 5, 6, 7])(
  'MS-ASCMD_R3065 MS-ASCMD_R5878 FilterType %i keeps neither what is to come nor an endless series',
  async (filterType) => {
    const scene = await newScene()
    const old = { starts_at: '2020-01-06T09:00:00Z', ends_at: '2020-01-06T10:00:00Z' }
    await scene.appointment({ ...old, title: 'Endlos', rrule: 'FREQ=WEEKLY' })
    await scene.appointment({ ...old, title: 'Vorbei' })
    await scene.appointment({ title: 'Kommt' })
    const phone = await scene.phone({ version: '14.1' })
    phone.use('Calendar', { filterType })
    await phone.sync('Calendar')
    expect(phone.list('Calendar', 'Calendar:Subject')).toEqual(['Endlos', 'Kommt'])
  },
)
